"use client";

import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { helpHref } from "@/lib/manual/rules";

/** The way from any screen to its page of the manual; `isCompact` shows the sign only. */
export function HelpNavLink({ isCompact = false }: { isCompact?: boolean }) {
  const t = useTranslations("frame");
  const href = helpHref(usePathname());
  if (isCompact)
    return (
      <Link
        href={href}
        aria-label={t("help")}
        title={t("help")}
        className="grid size-8 shrink-0 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
      >
        <CircleHelp size={16} aria-hidden />
      </Link>
    );
  return (
    <Link
      href={href}
      className="inline-flex min-h-6 items-center gap-2 rounded-sm text-muted text-xs hover:text-ink"
    >
      <CircleHelp size={14} aria-hidden />
      {t("help")}
    </Link>
  );
}
