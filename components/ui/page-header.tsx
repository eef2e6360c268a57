import { ChevronRight, CircleHelp } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

export type Breadcrumb = { href?: string; label: string };

export type PageHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  breadcrumbs?: Breadcrumb[];
  helpHref?: string;
};

export function PageHeader({
  title,
  description,
  actions,
  breadcrumbs,
  helpHref,
}: PageHeaderProps) {
  return (
    <header className="mb-5 flex flex-col gap-1.5">
      {breadcrumbs && breadcrumbs.length > 0 && <Breadcrumbs items={breadcrumbs} />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 items-center gap-1.5">
          <h1 className="font-semibold text-ink text-lg tracking-tight">{title}</h1>
          {helpHref && <HelpLink href={helpHref} />}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {description && <p className="max-w-3xl text-muted">{description}</p>}
    </header>
  );
}

function Breadcrumbs({ items }: { items: Breadcrumb[] }) {
  const t = useTranslations("ui");
  return (
    <nav aria-label={t("breadcrumbs")}>
      <ol className="flex flex-wrap items-center gap-1 text-muted text-xs">
        {items.map((item, index) => (
          <li key={`${item.href ?? ""}${item.label}`} className="flex items-center gap-1">
            {index > 0 && <ChevronRight size={12} aria-hidden className="text-faint" />}
            {item.href ? (
              <Link
                href={item.href}
                className="inline-flex min-h-6 items-center rounded-sm hover:text-ink hover:underline"
              >
                {item.label}
              </Link>
            ) : (
              <span aria-current="page">{item.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function HelpLink({ href }: { href: string }) {
  const t = useTranslations("ui");
  return (
    <Link
      href={href}
      aria-label={t("help")}
      title={t("help")}
      className="grid size-6 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
    >
      <CircleHelp size={15} aria-hidden />
    </Link>
  );
}
