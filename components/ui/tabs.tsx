"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "./cx";

export type TabItem = { href: string; label: string; count?: number; isCurrent?: boolean };

/** Views of one thing, each with its own address. */
export function Tabs({ label, items }: { label: string; items: readonly TabItem[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="mb-5 overflow-x-auto border-line border-b">
      <ul className="flex gap-1">
        {items.map((item) => {
          const isCurrent = item.isCurrent ?? item.href.split("?")[0] === pathname;
          return (
            <li key={item.href}>
              <Link
                href={item.href}
                aria-current={isCurrent ? "page" : undefined}
                className={cx(
                  "-mb-px flex h-9 items-center gap-1.5 whitespace-nowrap border-b-2 px-2.5 -outline-offset-2!",
                  isCurrent
                    ? "border-accent font-medium text-ink"
                    : "border-transparent text-muted hover:border-line-strong hover:text-ink",
                )}
              >
                {item.label}
                {item.count !== undefined && (
                  <span className="rounded-full bg-subtle px-1.5 text-muted text-xs tabular-nums">
                    {item.count}
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
