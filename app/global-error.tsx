"use client";

import "./globals.css";
import en from "../messages/en/frame.json";
import ja from "../messages/ja/frame.json";

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** The layout itself failed, so neither the language nor any provider is known: both languages, plain elements. */
export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="ja">
      <body>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-6 px-4 py-12">
          <div role="alert" className="flex flex-col gap-6">
            <Words title={ja.error.title} description={ja.error.description} />
            <Words title={en.error.title} description={en.error.description} lang="en" />
          </div>
          {error.digest && <p className="font-mono text-muted text-xs">{error.digest}</p>}
          <button
            type="button"
            onClick={reset}
            className="h-9 self-start rounded-md bg-accent px-3 text-accent-ink"
          >
            {ja.error.retry} / <span lang="en">{en.error.retry}</span>
          </button>
        </main>
      </body>
    </html>
  );
}

function Words({
  title,
  description,
  lang,
}: {
  title: string;
  description: string;
  lang?: string;
}) {
  return (
    <section lang={lang}>
      <h1 className="font-semibold text-lg">{title}</h1>
      <p className="text-muted">{description}</p>
    </section>
  );
}
