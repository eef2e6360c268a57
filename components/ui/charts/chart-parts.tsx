import { type ChartUnit, chartValue } from "./series-chart";

export const tickStyle = { fill: "var(--muted)", fontSize: 11 };

type ChartTooltipProps = {
  active?: boolean;
  label?: string | number;
  payload?: readonly { name?: unknown; value?: unknown; color?: string; fill?: string }[];
  unit: ChartUnit;
  locale: "ja" | "en";
};

export function ChartTooltip({ active, label, payload = [], unit, locale }: ChartTooltipProps) {
  if (!active || payload.length === 0) return null;
  return (
    <div className="rounded-md border border-line bg-surface px-2.5 py-1.5 text-ink text-xs shadow-float">
      {label !== undefined && <p className="font-medium">{label}</p>}
      {payload.map((entry) => (
        <p key={String(entry.name)} className="flex items-center gap-1.5">
          <span
            className="size-2 rounded-[2px]"
            style={{ background: entry.color ?? entry.fill }}
          />
          <span className="text-muted">{String(entry.name)}</span>
          <span className="ml-auto pl-3 tabular-nums">{chartValue(entry.value, unit, locale)}</span>
        </p>
      ))}
    </div>
  );
}
