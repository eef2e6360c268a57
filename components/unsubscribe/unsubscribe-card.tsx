import { useTranslations } from "next-intl";
import { PublicCard } from "@/components/frame/public-card";
import { PreferencesCard } from "@/components/preferences/preferences-card";
import { DescriptionList } from "@/components/ui/description-list";
import type { Preference } from "@/lib/preferences/queries";
import type { UnsubscribeState } from "@/lib/unsubscribe/queries";
import { ResubscribeForm } from "./resubscribe-form";
import { UnsubscribeForm } from "./unsubscribe-form";

type Props = UnsubscribeState & { token: string; preferences: Preference[] };

/** What a recipient may do about the tenant's mail: choose from it, stop it, or start it again after a slip. */
export function UnsubscribeCard({ token, tenantName, email, state, preferences }: Props) {
  const t = useTranslations("unsubscribe");
  const tenant = tenantName;
  if (state === "sample") {
    return (
      <PublicCard title={t("sampleTitle")} description={t("confirmDescription", { tenant })}>
        <p className="text-muted">{t("sampleDescription")}</p>
      </PublicCard>
    );
  }
  if (state === "stopped") {
    return (
      <PublicCard title={t("stoppedTitle")}>
        <p className="text-muted">{t("stoppedDescription", { tenant })}</p>
      </PublicCard>
    );
  }
  if (preferences.length > 0) return <PreferencesCard {...{ token, tenant, email, preferences }} />;
  const isDone = state === "unsubscribed";
  return (
    <PublicCard
      title={isDone ? t("doneTitle") : t("confirmTitle")}
      description={isDone ? t("doneDescription", { tenant }) : t("confirmDescription", { tenant })}
    >
      <div className="flex flex-col gap-5">
        <DescriptionList items={[{ term: t("recipient"), value: email }]} columns={1} />
        {isDone && <p className="text-muted text-xs">{t("resumeHint")}</p>}
        {isDone ? (
          <ResubscribeForm token={token} tenant={tenant} />
        ) : (
          <UnsubscribeForm token={token} tenant={tenant} />
        )}
      </div>
    </PublicCard>
  );
}
