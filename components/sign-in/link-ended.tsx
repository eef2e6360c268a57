import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PublicCard } from "@/components/frame/public-card";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";

type Props = {
  reason: "used" | "superseded" | "expired" | "unknown";
  hint?: ReactNode;
  action?: ReactNode;
};

/** Says why a mailed link does not work and what to do now. */
export function LinkEnded({ reason, hint, action }: Props) {
  const t = useTranslations("signIn");
  return (
    <PublicCard title={t(`links.${reason}.title`)} description={t(`links.${reason}.description`)}>
      {hint && <p className="mb-4 text-muted">{hint}</p>}
      <div className="flex flex-wrap gap-2">
        {action}
        <LinkButton href={paths.signIn}>{t("backToSignIn")}</LinkButton>
      </div>
    </PublicCard>
  );
}
