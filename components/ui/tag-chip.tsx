import { X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { type TagColor, tagDot } from "./tag-color";

export type TagChipProps = {
  color?: TagColor;
  children: ReactNode;
  onRemove?: () => void;
  href?: string;
};

const look =
  "inline-flex h-6 max-w-full items-center gap-1.5 rounded-full border border-line bg-surface px-2 text-ink text-xs";

export function TagChip({ color = "gray", children, onRemove, href }: TagChipProps) {
  const content = (
    <>
      <span aria-hidden className={cx("size-2 shrink-0 rounded-full", tagDot[color])} />
      <span className="truncate">{children}</span>
    </>
  );
  if (href) {
    return (
      <Link href={href} className={cx(look, "hover:bg-hover")}>
        {content}
      </Link>
    );
  }
  return (
    <span className={cx(look, onRemove && "pr-0")}>
      {content}
      {onRemove && <RemoveButton label={children} onRemove={onRemove} />}
    </span>
  );
}

function RemoveButton({ label, onRemove }: { label: ReactNode; onRemove: () => void }) {
  const t = useTranslations("ui");
  return (
    <button
      type="button"
      aria-label={t("removeItem", { name: typeof label === "string" ? label : t("item") })}
      onClick={onRemove}
      className="grid size-6 shrink-0 place-items-center rounded-full text-muted hover:bg-hover hover:text-ink"
    >
      <X size={12} aria-hidden />
    </button>
  );
}
