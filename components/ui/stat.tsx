import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { type Tone, textTone } from "./tone";

export type StatProps = {
  label: string;
  value: string;
  delta?: { value: string; tone: Tone };
  hint?: ReactNode;
  href?: string;
};

export function Stat({ label, value, delta, hint, href }: StatProps) {
  return (
    <div className="relative flex min-w-0 grow basis-32 flex-col gap-0.5 bg-surface px-4 py-3 has-[a:hover]:bg-subtle">
      <dt className="text-muted text-xs">
        {href ? (
          <Link href={href} className="after:absolute after:inset-0">
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-semibold text-ink text-lg tabular-nums tracking-tight">{value}</span>
        {delta && (
          <span className={cx("text-xs tabular-nums", textTone[delta.tone])}>{delta.value}</span>
        )}
      </dd>
      {hint && <dd className="text-muted text-xs">{hint}</dd>}
    </div>
  );
}

export function StatGrid({ children }: { children: ReactNode }) {
  return (
    <dl className="flex flex-wrap gap-px overflow-hidden rounded-xl border border-line bg-line">
      {children}
    </dl>
  );
}
