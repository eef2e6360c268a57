import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SearchForm } from "@/components/ui/search-form";
import { type ManualPage, manualParts } from "@/lib/manual/rules";
import { paths } from "@/lib/paths";

type ShellProps = {
  pages: readonly ManualPage[];
  current?: string;
  query?: string;
  children: ReactNode;
};

/** Search and table of contents beside the text; on a small screen the contents fold away above it. */
export function ManualShell({ pages, current, query = "", children }: ShellProps) {
  const t = useTranslations("manual");
  return (
    <div
      data-page-width="wide"
      className="grid items-start gap-x-10 gap-y-4 lg:grid-cols-[14rem_minmax(0,1fr)]"
    >
      <div className="flex flex-col gap-4 lg:sticky lg:top-6 lg:max-h-[calc(100dvh-3rem)] lg:overflow-y-auto print:hidden">
        <SearchForm
          action={paths.manual}
          label={t("search")}
          placeholder={t("searchHint")}
          defaultValue={query}
        />
        <details className="rounded-lg border border-line px-3 py-2 lg:hidden">
          <summary className="cursor-pointer font-medium">{t("contents")}</summary>
          <ManualNav pages={pages} current={current} />
        </details>
        <div className="max-lg:hidden">
          <ManualNav pages={pages} current={current} />
        </div>
      </div>
      <div className="min-w-0">{children}</div>
    </div>
  );
}

function ManualNav({
  pages,
  current,
}: {
  pages: readonly ManualPage[];
  current: string | undefined;
}) {
  const t = useTranslations("manual");
  return (
    <nav aria-label={t("contents")} className="flex flex-col gap-3 py-2 text-sm">
      {manualParts.map((part) => (
        <div key={part}>
          <p className="px-2 text-muted text-xs">{t(`parts.${part}`)}</p>
          <ul>
            {pages
              .filter((page) => page.part === part)
              .map((page) => (
                <li key={page.slug}>
                  <Link
                    href={paths.manualPage(page.slug)}
                    aria-current={page.slug === current ? "page" : undefined}
                    className="flex min-h-7 items-center rounded-md px-2 text-muted hover:bg-hover hover:text-ink aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-accent-text"
                  >
                    {page.title}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
