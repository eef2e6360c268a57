import { useTranslations } from "next-intl";
import { PublicCard } from "@/components/frame/public-card";
import { DescriptionList } from "@/components/ui/description-list";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";
import type { Confirmation } from "@/lib/signup-confirmations/queries";
import { ConfirmForm } from "./confirm-form";
import { SenderFacts } from "./sender-facts";

type Props = Confirmation & { token: string };

/** Where the mailed link leads: a last look and a button, so that a program that opens links confirms nothing. */
export function ConfirmationCard({ state, form, sender, email, consentWording, token }: Props) {
  const t = useTranslations("signupRequests");
  const { title } = form;
  if (state === "ended") return <EndedCard formId={form.id} />;
  if (state === "confirmed")
    return (
      <PublicCard title={t("confirmedTitle")} description={title}>
        <p role="status" className="wrap-anywhere whitespace-pre-wrap">
          {form.completionMessage || t("confirmedDescription", { sender: sender.name })}
        </p>
      </PublicCard>
    );
  return (
    <PublicCard title={t("confirmTitle")} description={t("confirmDescription", { title })}>
      <div className="flex flex-col gap-5">
        <DescriptionList
          items={[
            { term: t("email"), value: email },
            {
              term: t("consent"),
              value: <span className="wrap-anywhere whitespace-pre-wrap">{consentWording}</span>,
            },
          ]}
          columns={1}
        />
        <ConfirmForm formId={form.id} token={token} />
        <SenderFacts sender={sender} />
      </div>
    </PublicCard>
  );
}

export function EndedCard({ formId }: { formId: string | null }) {
  const t = useTranslations("signupRequests");
  return (
    <PublicCard title={t("endedTitle")}>
      <div className="flex flex-col items-start gap-4">
        <p className="text-muted">{t("endedDescription")}</p>
        {formId && <LinkButton href={paths.publicForm(formId)}>{t("toForm")}</LinkButton>}
      </div>
    </PublicCard>
  );
}
