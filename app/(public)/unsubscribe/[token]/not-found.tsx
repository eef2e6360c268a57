import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";

export default async function UnsubscribeNotFound() {
  const t = await getTranslations("unsubscribe");
  return (
    <PublicCard title={t("invalidTitle")}>
      <p className="text-muted">{t("invalidDescription")}</p>
    </PublicCard>
  );
}
