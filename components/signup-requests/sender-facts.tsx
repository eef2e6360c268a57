import { useTranslations } from "next-intl";
import { DescriptionList } from "@/components/ui/description-list";
import { TextLink } from "@/components/ui/text-link";
import type { SignupSender } from "@/lib/signup-requests/queries";

/** Who sends, as the law wants it told before somebody agrees. */
export function SenderFacts({ sender }: { sender: SignupSender }) {
  const t = useTranslations("signupRequests");
  const { name, postalAddress, complaintContact } = sender;
  const items = [
    { term: t("senderName"), value: name },
    ...(postalAddress ? [{ term: t("postalAddress"), value: postalAddress }] : []),
    ...(complaintContact
      ? [{ term: t("contact"), value: <Contact contact={complaintContact} /> }]
      : []),
  ];
  return (
    <section className="border-line border-t pt-4">
      <h2 className="font-medium text-ink text-sm">{t("senderTitle")}</h2>
      <div className="wrap-anywhere">
        <DescriptionList items={items} columns={1} />
      </div>
    </section>
  );
}

function Contact({ contact }: { contact: string }) {
  return /^https?:\/\//.test(contact) ? (
    <TextLink href={contact} isExternal>
      {contact}
    </TextLink>
  ) : (
    contact
  );
}
