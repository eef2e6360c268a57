import type { ReactNode } from "react";
import { cx } from "./cx";

export type DescriptionListProps = {
  items: readonly { term: string; value: ReactNode }[];
  columns?: 1 | 2;
};

export function DescriptionList({ items, columns = 1 }: DescriptionListProps) {
  return (
    <dl className={cx("grid gap-x-8", columns === 2 && "md:grid-cols-2")}>
      {items.map((item) => (
        <div
          key={item.term}
          className="grid gap-x-4 gap-y-0.5 border-line border-b py-2 last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)]"
        >
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0 text-ink">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
