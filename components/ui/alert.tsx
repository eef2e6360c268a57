import type { ReactNode } from "react";
import { cx } from "./cx";
import { softTone, type Tone, textTone } from "./tone";
import { toneIcon } from "./tone-icon";

export type AlertProps = {
  tone?: Tone;
  title?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
};

export function Alert({ tone = "info", title, actions, children }: AlertProps) {
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cx(
        "flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-lg border px-3 py-2.5 text-ink!",
        softTone[tone],
      )}
    >
      <span aria-hidden className={cx("mt-0.5 [&_svg]:size-4", textTone[tone])}>
        {toneIcon(tone)}
      </span>
      <div className={cx("flex-1", actions ? "min-w-56" : "min-w-0")}>
        {title && <p className="font-semibold">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
