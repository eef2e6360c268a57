import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { buttonClass } from "./button-class";
import { LinkButton } from "./link-button";

export type PaginationProps = {
  prevHref?: string | null;
  nextHref?: string | null;
  summary?: ReactNode;
};

export function Pagination({ prevHref, nextHref, summary }: PaginationProps) {
  const t = useTranslations("ui");
  if (!prevHref && !nextHref && !summary) return null;
  return (
    <nav
      aria-label={t("pagination")}
      className="flex flex-wrap items-center justify-between gap-2 border-line border-t px-4 py-2"
    >
      <p className="text-muted text-xs tabular-nums">{summary}</p>
      {(prevHref || nextHref) && (
        <div className="flex gap-2">
          <Step href={prevHref} label={t("previous")} icon={<ChevronLeft aria-hidden />} />
          <Step href={nextHref} label={t("next")} icon={<ChevronRight aria-hidden />} isIconLast />
        </div>
      )}
    </nav>
  );
}

type StepProps = {
  href?: string | null | undefined;
  label: string;
  icon: ReactNode;
  isIconLast?: boolean;
};

function Step({ href, label, icon, isIconLast }: StepProps) {
  const content = isIconLast ? [label, icon] : [icon, label];
  if (!href) {
    return (
      <span
        aria-disabled
        className={buttonClass("secondary", "sm", false, "opacity-50! pointer-events-none")}
      >
        {!isIconLast && icon}
        {label}
        {isIconLast && icon}
      </span>
    );
  }
  return (
    <LinkButton href={href} size="sm" prefetch={false}>
      {content[0]}
      {content[1]}
    </LinkButton>
  );
}
