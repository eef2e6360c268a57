import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";
import type { SupportContactInput } from "@/lib/support/schema";

type ContactCardProps = { contact: SupportContactInput | null; mayChange: boolean };

/** The Chatwork account registered for support. */
export function ContactCard({ contact, mayChange }: ContactCardProps) {
  const t = useTranslations("support");
  const change = mayChange && (
    <LinkButton href={paths.supportContact}>
      {t(contact ? "contactChange" : "contactRegister")}
    </LinkButton>
  );
  return (
    <Card title={t("contact")} description={t("contactDescription")} actions={change}>
      {contact ? (
        <DescriptionList
          items={(["chatworkId", "chatworkName", "person"] as const).map((name) => ({
            term: t(name),
            value: contact[name],
          }))}
        />
      ) : (
        <p className="text-muted">{t("contactMissing")}</p>
      )}
    </Card>
  );
}
