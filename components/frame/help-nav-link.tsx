import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";

export function HelpNavLink({ href }: { href: string }) {
  const t = useTranslations("frame");
  return (
    <Link
      href={href}
      className="flex min-h-6 items-center gap-2 rounded-sm text-muted text-xs hover:text-ink"
    >
      <CircleHelp size={14} aria-hidden />
      {t("help")}
    </Link>
  );
}
