import { Link2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Locale } from "@/lib/i18n/locale";
import type { ManualPage, ManualSection } from "@/lib/manual/rules";
import { paths } from "@/lib/paths";
import { ManualText } from "./manual-text";

type Neighbour = { slug: string; title: string } | null;
type ArticleProps = { page: ManualPage; previous: Neighbour; next: Neighbour; locale: Locale };

export function ManualArticle({ page, previous, next, locale }: ArticleProps) {
  const [intro, ...sections] = page.sections;
  return (
    <article className="text-base leading-7">
      <h1 className="font-semibold text-xl tracking-tight">{page.title}</h1>
      <ManualText body={intro?.body ?? ""} locale={locale} />
      <OnThisPage sections={sections} />
      {sections.map((section) => (
        <section key={section.anchor}>
          <Heading section={section} />
          <ManualText body={section.body} locale={locale} />
        </section>
      ))}
      <Neighbours previous={previous} next={next} />
    </article>
  );
}

function OnThisPage({ sections }: { sections: ManualSection[] }) {
  const t = useTranslations("manual");
  if (sections.length < 2) return null;
  return (
    <nav
      aria-label={t("onThisPage")}
      className="my-5 rounded-lg border border-line bg-canvas px-4 py-3 text-sm print:hidden"
    >
      <p className="font-medium text-muted text-xs">{t("onThisPage")}</p>
      <ol className="mt-1 grid gap-x-6 sm:grid-cols-2">
        {sections.map(({ anchor, title, level }) => (
          <li key={anchor} className={level === 3 ? "pl-4" : undefined}>
            <a
              href={`#${anchor}`}
              className="inline-flex min-h-6 items-center rounded-sm text-accent-text hover:underline"
            >
              {title}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Heading({ section: { level, title, anchor } }: { section: ManualSection }) {
  const t = useTranslations("manual");
  const Tag = level === 3 ? "h3" : "h2";
  const look =
    level === 3 ? "mt-6 text-base" : "mt-9 border-line border-b pb-1.5 text-md max-md:mt-7";
  return (
    <Tag id={anchor} className={`group scroll-mt-16 font-semibold text-ink ${look}`}>
      {title}
      <a
        href={`#${anchor}`}
        aria-label={t("linkTo", { title })}
        className="ml-1.5 inline-grid size-6 place-items-center rounded-sm align-middle text-muted opacity-0 hover:text-ink focus-visible:opacity-100 group-hover:opacity-100 print:hidden"
      >
        <Link2 size={14} aria-hidden />
      </a>
    </Tag>
  );
}

function Neighbours({ previous, next }: { previous: Neighbour; next: Neighbour }) {
  const t = useTranslations("manual");
  const look =
    "flex flex-col rounded-lg border border-line px-4 py-2.5 hover:border-line-strong hover:bg-subtle";
  return (
    <nav
      aria-label={t("neighbours")}
      className="mt-12 grid gap-3 text-sm sm:grid-cols-2 print:hidden"
    >
      {previous && (
        <Link href={paths.manualPage(previous.slug)} rel="prev" className={look}>
          <span className="text-muted text-xs">{t("previous")}</span>
          {previous.title}
        </Link>
      )}
      {next && (
        <Link
          href={paths.manualPage(next.slug)}
          rel="next"
          className={`${look} sm:col-start-2 sm:text-right`}
        >
          <span className="text-muted text-xs">{t("next")}</span>
          {next.title}
        </Link>
      )}
    </nav>
  );
}
