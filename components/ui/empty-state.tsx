import type { ReactNode } from "react";
import { cx } from "./cx";

export type EmptyStateProps = {
  icon?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  isCompact?: boolean;
};

export function EmptyState({ icon, title, description, action, isCompact }: EmptyStateProps) {
  return (
    <div
      className={cx(
        "flex flex-col items-center gap-3 px-4 text-center",
        isCompact ? "py-6" : "py-14",
      )}
    >
      {icon && (
        <span
          aria-hidden
          className="grid size-10 place-items-center rounded-xl border border-line bg-subtle text-muted [&_svg]:size-5"
        >
          {icon}
        </span>
      )}
      <div className="flex flex-col gap-1">
        <p className="font-semibold text-base text-ink">{title}</p>
        {description && <p className="max-w-md text-muted">{description}</p>}
      </div>
      {action && <div className="flex flex-wrap justify-center gap-2 pt-1">{action}</div>}
    </div>
  );
}
