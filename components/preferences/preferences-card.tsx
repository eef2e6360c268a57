import { useTranslations } from "next-intl";
import { PublicCard } from "@/components/frame/public-card";
import { DescriptionList } from "@/components/ui/description-list";
import { UnsubscribeForm } from "@/components/unsubscribe/unsubscribe-form";
import type { Preference } from "@/lib/preferences/queries";
import { PreferencesForm } from "./preferences-form";

type Props = { token: string; tenant: string; email: string | null; preferences: Preference[] };

/** What a recipient may choose from the tenant's mail, and the way out of all of it. */
export function PreferencesCard({ token, tenant, email, preferences }: Props) {
  const t = useTranslations("preferences");
  const unsubscribe = useTranslations("unsubscribe");
  return (
    <PublicCard title={t("title")} description={t("description", { tenant })}>
      <div className="flex flex-col gap-5">
        <DescriptionList items={[{ term: unsubscribe("recipient"), value: email }]} columns={1} />
        <PreferencesForm token={token} preferences={preferences} />
        <section className="flex flex-col gap-4 border-line border-t pt-5">
          <div>
            <h2 className="font-semibold text-ink">{t("stopTitle")}</h2>
            <p className="mt-1 text-muted">{t("stopDescription", { tenant })}</p>
          </div>
          <UnsubscribeForm token={token} tenant={tenant} variant="secondary" />
        </section>
      </div>
    </PublicCard>
  );
}
