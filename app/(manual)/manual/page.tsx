import type { Metadata } from "next";
import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { ManualResults } from "@/components/manual/manual-results";
import { ManualShell } from "@/components/manual/manual-shell";
import { PageHeader } from "@/components/ui/page-header";
import { loadManual } from "@/lib/manual/queries";
import { type ManualPage, manualParts } from "@/lib/manual/rules";
import { plainText, searchManual } from "@/lib/manual-search/rules";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("manual");
  return { title: t("title") };
}

export default async function ManualFrontPage({ searchParams }: Search) {
  const { q } = await readPageQuery(searchParams);
  const query = (q ?? "").trim().slice(0, 100);
  const { pages, index } = await loadManual(await getLocale());
  const t = await getTranslations("manual");
  return (
    <ManualShell pages={pages} query={query}>
      <PageHeader title={t("title")} description={t("description")} />
      {query ? (
        <ManualResults query={query} hits={searchManual(index, query)} />
      ) : (
        <Contents pages={pages} />
      )}
    </ManualShell>
  );
}

async function Contents({ pages }: { pages: ManualPage[] }) {
  const t = await getTranslations("manual");
  return manualParts.map((part) => (
    <section key={part} className="mb-7">
      <h2 className="font-semibold text-base">{t(`parts.${part}`)}</h2>
      <ul className="mt-2 grid gap-2.5 sm:grid-cols-2">
        {pages
          .filter((page) => page.part === part)
          .map((page) => (
            <li key={page.slug}>
              <Link
                href={paths.manualPage(page.slug)}
                className="block h-full rounded-lg border border-line px-4 py-3 hover:border-line-strong hover:bg-subtle"
              >
                <span className="font-medium">{page.title}</span>
                <span className="line-clamp-2 text-muted text-xs">
                  {plainText(page.sections[0]?.body ?? "")}
                </span>
              </Link>
            </li>
          ))}
      </ul>
    </section>
  ));
}
