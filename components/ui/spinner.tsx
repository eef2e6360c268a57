import { LoaderCircle } from "lucide-react";
import { cx } from "./cx";

export type SpinnerProps = { label?: string; size?: number; className?: string };

export function Spinner({ label, size = 16, className }: SpinnerProps) {
  return (
    <span role={label ? "status" : undefined} className={cx("inline-flex items-center", className)}>
      <LoaderCircle size={size} aria-hidden className="animate-spin" />
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}
