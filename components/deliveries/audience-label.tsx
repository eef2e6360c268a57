import { useTranslations } from "next-intl";
import type { AudienceNames } from "@/lib/deliveries/queries";

/** Who a delivery goes to, in one line. */
export function AudienceLabel({ audience }: { audience: AudienceNames }) {
  const t = useTranslations("deliveries");
  if (audience.kind === "everyone") return <>{t("audience.everyone")}</>;
  if (audience.kind === "group") {
    return (
      <>
        {audience.name === null
          ? t("audience.goneGroup")
          : t("audience.groupNamed", { name: audience.name })}
      </>
    );
  }
  if (audience.names.length === 0) return <>{t("audience.noTags")}</>;
  const names = audience.names.join(t("audience.separator"));
  return <>{t(audience.match === "all" ? "audience.tagsAll" : "audience.tagsAny", { names })}</>;
}
