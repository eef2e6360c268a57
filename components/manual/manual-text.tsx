import type { ComponentProps } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { TextLink } from "@/components/ui/text-link";
import type { Locale } from "@/lib/i18n/locale";
import { manualHref } from "@/lib/manual/rules";
import { paths } from "@/lib/paths";

/** The Markdown of one section; HTML in it stays text. */
export function ManualText({ body, locale }: { body: string; locale: Locale }) {
  return (
    <Markdown remarkPlugins={[remarkGfm]} components={{ ...parts, img: imageOf(locale) }}>
      {body}
    </Markdown>
  );
}

const parts: Components = {
  p: ({ children }) => <p className="my-3">{children}</p>,
  ul: ({ children }) => <ul className="my-3 flex list-disc flex-col gap-1 pl-6">{children}</ul>,
  ol: ({ children }) => <ol className="my-3 flex list-decimal flex-col gap-1 pl-6">{children}</ol>,
  blockquote: ({ children }) => (
    <blockquote className="my-4 rounded-lg border border-info-line bg-info-soft px-4 text-ink">
      {children}
    </blockquote>
  ),
  code: ({ children }) => (
    <code className="rounded-sm border border-line bg-subtle px-1 py-px text-[0.92em]">
      {children}
    </code>
  ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <pre className="my-3 overflow-x-auto rounded-lg border border-line bg-subtle p-3" tabIndex={0}>
      {children}
    </pre>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="my-4 overflow-x-auto rounded-lg border border-line" tabIndex={0}>
      <table className="w-full min-w-96 border-collapse text-left text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => (
    <th className="border-line border-b bg-subtle px-3 py-2 font-medium text-muted text-xs">
      {children}
    </th>
  ),
  td: ({ children }) => (
    <td className="border-line border-t px-3 py-2 align-top first:font-medium">{children}</td>
  ),
  a: ({ href = "", children }) => {
    const isExternal = /^https?:/.test(href);
    return (
      <TextLink href={manualHref(href)} isExternal={isExternal}>
        {children}
      </TextLink>
    );
  },
};

/** The texts name an image only; which language's it is follows from the page. */
const imageOf = (locale: Locale) =>
  function ManualImage({ src, alt }: ComponentProps<"img">) {
    return (
      // biome-ignore lint/performance/noImgElement: small files of known size, served by the manual's own route
      <img
        src={paths.manualImage(locale, String(src))}
        alt={alt ?? ""}
        loading="lazy"
        width={960}
        height={600}
        className="my-4 h-auto w-full max-w-2xl rounded-lg border border-line print:max-w-full"
      />
    );
  };
