import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { FormFrame } from "@/components/signup-requests/form-frame";

export default async function FormNotFound() {
  const t = await getTranslations("signupRequests");
  return (
    <FormFrame>
      <PublicCard title={t("missingTitle")}>
        <p className="text-muted">{t("missingDescription")}</p>
      </PublicCard>
    </FormFrame>
  );
}
