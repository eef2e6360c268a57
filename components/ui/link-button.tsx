import Link from "next/link";
import type { ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button-class";

export type LinkButtonProps = {
  href: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  prefetch?: boolean;
  download?: boolean | string;
  /** A file that the server may put a question before: a plain link, whose answer the browser shows or saves. */
  isFile?: boolean;
  className?: string;
  "aria-label"?: string;
  children: ReactNode;
};

export function LinkButton(props: LinkButtonProps) {
  const {
    href,
    variant = "secondary",
    size = "md",
    icon,
    className,
    download,
    isFile,
    prefetch,
    children,
    ...rest
  } = props;
  const look = buttonClass(variant, size, false, className);
  if (download !== undefined && download !== false) {
    return (
      <a {...rest} href={href} download={download} className={look}>
        {icon}
        {children}
      </a>
    );
  }
  if (isFile) {
    return (
      <a {...rest} href={href} className={look}>
        {icon}
        {children}
      </a>
    );
  }
  return (
    <Link {...rest} href={href} prefetch={prefetch ?? null} className={look}>
      {icon}
      {children}
    </Link>
  );
}
