import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { PublicFrame } from "@/components/frame/public-frame";

export default async function UnsubscribeNotFound() {
  const t = await getTranslations("unsubscribe");
  return (
    <PublicFrame>
      <PublicCard title={t("invalidTitle")}>
        <p className="text-muted">{t("invalidDescription")}</p>
      </PublicCard>
    </PublicFrame>
  );
}
