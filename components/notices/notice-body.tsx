import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { TextLink } from "@/components/ui/text-link";

const parts: Components = {
  h1: ({ children }) => <h2 className="mt-2 font-semibold text-md">{children}</h2>,
  h2: ({ children }) => <h2 className="mt-2 font-semibold text-md">{children}</h2>,
  h3: ({ children }) => <h3 className="mt-1 font-semibold">{children}</h3>,
  ul: ({ children }) => <ul className="flex list-disc flex-col gap-1 pl-6">{children}</ul>,
  ol: ({ children }) => <ol className="flex list-decimal flex-col gap-1 pl-6">{children}</ol>,
  a: ({ href, children }) => (
    <TextLink href={href ?? ""} isExternal>
      {children}
    </TextLink>
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keyboard
    <section className="overflow-x-auto" tabIndex={0}>
      <table className="border-collapse [&_td]:border [&_td]:border-line [&_td]:px-2 [&_td]:py-1 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_th]:py-1">
        {children}
      </table>
    </section>
  ),
  code: ({ children }) => <code className="break-words rounded bg-subtle px-1">{children}</code>,
  // Nothing is loaded from elsewhere.
  img: ({ alt }) => <span>{alt}</span>,
};

/** A notice's Markdown; HTML in it is shown as text. */
export function NoticeBody({ text }: { text: string }) {
  return (
    <div className="flex max-w-prose flex-col gap-3 break-words text-base leading-7">
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={parts}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
