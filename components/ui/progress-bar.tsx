"use client";

import { ProgressBar as AriaProgressBar } from "react-aria-components/ProgressBar";
import { cx } from "./cx";
import { solidTone, type Tone } from "./tone";

export type ProgressBarProps = {
  label: string;
  value: number | null;
  valueLabel?: string;
  tone?: Tone;
  hideLabel?: boolean;
};

/** How far something is, in per cent; null when that is not known. */
export function ProgressBar({
  label,
  value,
  valueLabel,
  tone = "accent",
  hideLabel,
}: ProgressBarProps) {
  return (
    <AriaProgressBar
      aria-label={label}
      value={value ?? 0}
      isIndeterminate={value === null}
      {...(valueLabel ? { valueLabel } : {})}
      className="flex flex-col gap-1"
    >
      {({ percentage, valueText }) => (
        <>
          {!hideLabel && (
            <div aria-hidden className="flex justify-between gap-3 text-xs">
              <span className="text-muted">{label}</span>
              <span className="text-ink tabular-nums">{valueLabel ?? valueText}</span>
            </div>
          )}
          <div className="h-1.5 overflow-hidden rounded-full bg-line">
            <div
              className={cx(
                "h-full rounded-full transition-[width] duration-300",
                solidTone[tone],
                value === null && "animate-pulse",
              )}
              style={{ width: `${value === null ? 100 : percentage}%` }}
            />
          </div>
        </>
      )}
    </AriaProgressBar>
  );
}
