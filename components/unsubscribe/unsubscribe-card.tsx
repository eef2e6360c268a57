import { useTranslations } from "next-intl";
import { PublicCard } from "@/components/frame/public-card";
import { DescriptionList } from "@/components/ui/description-list";
import type { UnsubscribeState } from "@/lib/unsubscribe/queries";
import { SubscriptionForm } from "./subscription-form";

/** What a recipient may do about the tenant's mail: stop it, or start it again after a slip. */
export function UnsubscribeCard({
  token,
  tenantName,
  email,
  state,
}: UnsubscribeState & { token: string }) {
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
  const isDone = state === "unsubscribed";
  return (
    <PublicCard
      title={isDone ? t("doneTitle") : t("confirmTitle")}
      description={isDone ? t("doneDescription", { tenant }) : t("confirmDescription", { tenant })}
    >
      <div className="flex flex-col gap-5">
        <DescriptionList items={[{ term: t("recipient"), value: email }]} columns={1} />
        {isDone && <p className="text-muted text-xs">{t("resumeHint")}</p>}
        <SubscriptionForm token={token} tenantName={tenantName} isUnsubscribed={isDone} />
      </div>
    </PublicCard>
  );
}
