import type { ReactNode } from "react";
import { cx } from "./cx";

export type CardProps = {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  footer?: ReactNode;
  isFlush?: boolean;
  className?: string;
  children: ReactNode;
};

export function Card({
  title,
  description,
  actions,
  footer,
  isFlush,
  className,
  children,
}: CardProps) {
  return (
    <section className={cx("min-w-0 rounded-xl border border-line bg-surface", className)}>
      {(title || actions) && (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b px-4 py-2">
          <div className="min-w-0">
            {title && <h2 className="font-semibold text-base text-ink">{title}</h2>}
            {description && <p className="text-muted text-xs">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={isFlush ? "" : "p-4"}>{children}</div>
      {footer && <footer className="border-line border-t px-4 py-2.5 text-muted">{footer}</footer>}
    </section>
  );
}
