"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

export type ChartTableData = { columns: string[]; rows: { label: string; values: string[] }[] };
export type LegendEntry = { label: string; color: string; value?: string };

type ChartFrameProps = {
  title: string;
  legend: LegendEntry[];
  table: ChartTableData;
  children: ReactNode;
};

/** A picture with its legend, and the same numbers as a table for those who cannot see it. */
export function ChartFrame({ title, legend, table, children }: ChartFrameProps) {
  const t = useTranslations("ui");
  return (
    <figure aria-label={title} className="flex min-w-0 flex-col gap-3">
      <div aria-hidden>{children}</div>
      {legend.length > 0 && (
        <ul aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
          {legend.map((entry) => (
            <li key={entry.label} className="flex items-center gap-1.5">
              <span className="size-2 rounded-[2px]" style={{ background: entry.color }} />
              {entry.label}
              {entry.value && (
                <span className="font-medium text-ink tabular-nums">{entry.value}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <details className="text-xs">
        <summary className="inline-flex min-h-6 cursor-pointer items-center rounded-sm text-muted hover:text-ink">
          {t("chartTable")}
        </summary>
        <ChartTable title={title} table={table} />
      </details>
    </figure>
  );
}

function ChartTable({ title, table }: { title: string; table: ChartTableData }) {
  const t = useTranslations("ui");
  return (
    <section
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard too
      tabIndex={0}
      className="mt-1 max-h-64 overflow-auto rounded-md border border-line"
    >
      <table className="w-full text-left">
        <caption className="sr-only">{title}</caption>
        <thead className="text-muted">
          <tr>
            <th scope="col" className="px-2.5 py-1 font-medium">
              {t("item")}
            </th>
            {table.columns.map((column) => (
              <th key={column} scope="col" className="px-2.5 py-1 text-right font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.label} className="border-line border-t">
              <th scope="row" className="px-2.5 py-1 font-normal">
                {row.label}
              </th>
              {row.values.map((value, index) => (
                <td key={table.columns[index]} className="px-2.5 py-1 text-right tabular-nums">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
