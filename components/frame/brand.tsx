import Link from "next/link";
import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";

/** An E of three strokes in flight. */
export function BrandMark({ size = 24 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      aria-hidden
      className="shrink-0"
    >
      <rect width="24" height="24" rx="6" fill="var(--accent)" />
      <path
        d="M8.5 7.5h9M5.5 12h9M8.5 16.5h9"
        stroke="var(--accent-ink)"
        strokeWidth="2.25"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function Brand({ href, size = 24 }: { href?: string; size?: number }) {
  const t = useTranslations("frame");
  const look =
    "inline-flex items-center gap-2 rounded-md font-semibold text-ink text-md tracking-[0.04em]";
  const content = (
    <>
      <BrandMark size={size} />
      <span translate="no">{t("appName")}</span>
    </>
  );
  if (!href) return <span className={look}>{content}</span>;
  return (
    <Link href={href} className={cx(look, "min-h-8")}>
      {content}
    </Link>
  );
}
