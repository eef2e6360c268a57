import { ExternalLink } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "./cx";

const look =
  "rounded-sm text-accent-text underline decoration-accent-line underline-offset-[3px] hover:decoration-current";

export type TextLinkProps = {
  href: string;
  isExternal?: boolean;
  className?: string;
  children: ReactNode;
};

export function TextLink({ href, isExternal, className, children }: TextLinkProps) {
  if (isExternal) return <NewTabLink href={href} className={className} label={children} />;
  return (
    <Link href={href} className={cx(look, className)}>
      {children}
    </Link>
  );
}

function NewTabLink({
  href,
  className,
  label,
}: {
  href: string;
  className?: string | undefined;
  label: ReactNode;
}) {
  const t = useTranslations("ui");
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={cx(look, className)}>
      {label}
      <ExternalLink size={12} aria-hidden className="ml-1 inline align-[-1px]" />
      <span className="sr-only">{t("newWindow")}</span>
    </a>
  );
}
