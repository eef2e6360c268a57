import { formatNumber, formatPercent } from "@/lib/format";
import { TextLink } from "../text-link";

export type FunnelStep = { label: string; value: number; href?: string };

type FunnelChartProps = {
  title: string;
  steps: readonly FunnelStep[];
  locale: "ja" | "en";
  /** Says which share of the step before has come so far. */
  ofPrevious: (share: string) => string;
};

/** How many are left after each step, as bars of one scale. */
export function FunnelChart({ title, steps, locale, ofPrevious }: FunnelChartProps) {
  const most = Math.max(1, ...steps.map(({ value }) => value));
  return (
    <figure aria-label={title}>
      <ol className="flex flex-col gap-3">
        {steps.map(({ label, value, href }, index) => {
          const before = steps[index - 1]?.value;
          return (
            <li key={label} className="flex flex-col gap-1">
              <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-xs">
                <span>{href ? <TextLink href={href}>{label}</TextLink> : label}</span>
                <span className="tabular-nums">
                  <span className="font-medium text-ink">{formatNumber(value, locale)}</span>
                  {before !== undefined && before > 0 && (
                    <span className="ml-2 text-muted">
                      {ofPrevious(formatPercent(value / before, locale))}
                    </span>
                  )}
                </span>
              </div>
              <div aria-hidden className="h-3 overflow-hidden rounded-sm bg-line">
                <div
                  className="h-full rounded-sm bg-(--chart-1)"
                  style={{ width: `${(100 * value) / most}%` }}
                />
              </div>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}
