import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { AddressDetail } from "@/lib/addresses/queries";
import type { Attribute } from "@/lib/attributes/queries";
import { TagChips } from "./address-table";

type AddressFactsProps = { address: AddressDetail; attributes: Attribute[] };

export function AddressFacts({ address, attributes }: AddressFactsProps) {
  const t = useTranslations("addresses");
  return (
    <>
      <Card title={t("basics")}>
        <DescriptionList
          items={[
            { term: t("email"), value: <span className="break-all">{address.email}</span> },
            { term: t("name"), value: address.name || t("noName") },
            {
              term: t("tags"),
              value: address.tags.length > 0 ? <TagChips tags={address.tags} /> : t("noTags"),
            },
            { term: t("source"), value: t(`sources.${address.source}`) },
            { term: t("consent"), value: <Consent address={address} /> },
            { term: t("createdAt"), value: <DateTime value={address.createdAt} /> },
          ]}
        />
        {address.isNonstandard && <p className="mt-3 text-muted">{t("nonstandard")}</p>}
      </Card>
      <Card title={t("attributes")}>
        {attributes.length === 0 ? (
          <p className="text-muted">{t("noAttributes")}</p>
        ) : (
          <DescriptionList
            items={attributes.map(({ key }) => ({
              term: key,
              value: address.attributes[key] ?? t("noValue"),
            }))}
          />
        )}
      </Card>
    </>
  );
}

function Consent({ address }: Pick<AddressFactsProps, "address">) {
  const t = useTranslations("addresses");
  const { consentSource, consentAt, consentWording } = address;
  if (!consentSource || !consentAt) return t("consentMissing");
  return (
    <>
      {consentSource} (<DateTime value={consentAt} />)
      {consentWording && <p className="whitespace-pre-wrap text-muted">{consentWording}</p>}
    </>
  );
}
