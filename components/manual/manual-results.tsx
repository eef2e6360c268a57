import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import type { ManualHit, Piece } from "@/lib/manual-search/rules";

const shownMost = 40;

export function ManualResults({ query, hits }: { query: string; hits: ManualHit[] }) {
  const t = useTranslations("manual");
  if (hits.length === 0)
    return (
      <EmptyState title={t("noResults", { query })} description={t("noResultsHint")} isCompact />
    );
  return (
    <section aria-label={t("results", { query, count: hits.length })}>
      <p className="text-muted" role="status">
        {t("results", { query, count: hits.length })}
        {hits.length > shownMost && ` ${t("shownResults", { count: shownMost })}`}
      </p>
      <ul className="mt-2 flex flex-col">
        {hits.slice(0, shownMost).map((hit) => (
          <li key={hit.href} className="border-line border-b py-3 last:border-b-0">
            <Link href={hit.href} className="group block rounded-sm">
              <span className="block text-muted text-xs">{hit.page}</span>
              <span className="font-medium text-accent-text group-hover:underline">
                <Marked pieces={hit.title} />
              </span>
              <span className="block text-muted">
                <Marked pieces={hit.excerpt} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Marked({ pieces }: { pieces: Piece[] }) {
  let at = 0;
  return pieces.map(({ text, isMatch }) => {
    const key = at;
    at += text.length;
    return isMatch ? (
      <mark key={key} className="rounded-sm bg-accent-soft text-ink">
        {text}
      </mark>
    ) : (
      <span key={key}>{text}</span>
    );
  });
}
