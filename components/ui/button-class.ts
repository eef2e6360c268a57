import { cx } from "./cx";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

const base =
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium no-underline transition-colors duration-100 aria-disabled:cursor-default aria-disabled:opacity-70 disabled:cursor-default disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0";

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-accent-ink shadow-card hover:bg-accent-hover",
  secondary: "border-line bg-surface text-ink shadow-card hover:bg-hover",
  ghost: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink",
  danger: "border-transparent bg-danger text-danger-ink shadow-card hover:bg-danger-hover",
};

const sizes: Record<ButtonSize, string> = { sm: "h-7 px-2.5 text-xs", md: "h-8 px-3 text-sm" };
const squares: Record<ButtonSize, string> = { sm: "size-7", md: "size-8" };

/** The look of everything that is pressed: buttons, links that act like one, icon buttons (`isSquare`). */
export function buttonClass(
  variant: ButtonVariant,
  size: ButtonSize,
  isSquare = false,
  className?: string,
): string {
  return cx(base, variants[variant], isSquare ? squares[size] : sizes[size], className);
}
