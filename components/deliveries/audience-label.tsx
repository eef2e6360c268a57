import { useTranslations } from "next-intl";
import type { AudienceNames } from "@/lib/deliveries/queries";

type AudienceLabelProps = { audience: AudienceNames };

/** Who a delivery goes to, in one line. */
export function AudienceLabel({ audience }: AudienceLabelProps) {
  const t = useTranslations("deliveries.audience");
  return (
    <>
      <Chosen audience={audience} />
      {audience.needsConsent && t("onlyConsented")}
    </>
  );
}

function Chosen({ audience }: AudienceLabelProps) {
  const t = useTranslations("deliveries");
  const resending = useTranslations("resending");
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
  if (audience.kind === "missed") {
    const kinds = audience.kinds
      .map((kind) => resending(`kinds.${kind}`))
      .join(t("audience.separator"));
    return <>{resending("audience", { name: audience.name ?? t("none"), kinds })}</>;
  }
  if (audience.names.length === 0) return <>{t("audience.noTags")}</>;
  const names = audience.names.join(t("audience.separator"));
  return <>{t(audience.match === "all" ? "audience.tagsAll" : "audience.tagsAny", { names })}</>;
}
