import type { ReactNode } from "react";

export type PublicCardProps = {
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
};

/** One task on a page without a tenant, under its h1. */
export function PublicCard({ title, description, children, footer }: PublicCardProps) {
  return (
    <div className="flex flex-col gap-4">
      <section className="rounded-xl border border-line bg-surface p-5 shadow-card sm:p-7">
        <h1 className="font-semibold text-ink text-lg tracking-tight">{title}</h1>
        {description && <div className="mt-1 text-muted">{description}</div>}
        <div className="mt-5">{children}</div>
      </section>
      {footer && <div className="text-center text-muted">{footer}</div>}
    </div>
  );
}
