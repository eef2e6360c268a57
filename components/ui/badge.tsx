import type { ReactNode } from "react";
import { cx } from "./cx";
import { softTone, solidTone, type Tone } from "./tone";

const look =
  "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-full border px-2 font-medium text-[0.6875rem]";

export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={cx(look, softTone[tone])}>{children}</span>;
}

export type StatusBadgeProps = { tone?: Tone; isBusy?: boolean; children: ReactNode };

export function StatusBadge({ tone = "neutral", isBusy, children }: StatusBadgeProps) {
  return (
    <span className={cx(look, softTone[tone])}>
      <span
        aria-hidden
        className={cx("size-1.5 rounded-full", solidTone[tone], isBusy && "animate-pulse")}
      />
      {children}
    </span>
  );
}
