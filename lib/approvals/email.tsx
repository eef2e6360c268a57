import type { ReactElement } from "react";
import { formatDateTime, formatNumber } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailFacts, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import type { ApprovalOfDelivery } from "./queries";
import type { ApprovalMailKind } from "./schema";

type Person = { name: string; tenantName: string };
type Mail = { subject: string; body: ReactElement };

/** Calls an approver to a delivery, or tells who asked what was decided. */
export async function approvalMail(
  locale: Locale,
  kind: ApprovalMailKind,
  { name, tenantName }: Person,
  approval: ApprovalOfDelivery,
): Promise<Mail> {
  const t = await mailTranslator(locale, "email-approvals");
  const { deliveryName: delivery, startsAt, bestHoursUntil } = approval;
  const word = kind === "requested" ? approval.note : approval.reason;
  const values = {
    tenantName,
    delivery,
    asker: approval.requestedByName,
    decider: approval.decidedByName ?? "",
    recipients: formatNumber(approval.recipients, locale),
  };
  const plan = startsAt
    ? t(bestHoursUntil ? "best" : "at", {
        at: formatDateTime(startsAt, locale),
        until: bestHoursUntil ? formatDateTime(bestHoursUntil, locale) : "",
      })
    : t("now");
  return {
    subject: t(`${kind}.subject`, values),
    body: (
      <MailLayout locale={locale} preview={t(`${kind}.preview`, values)} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t(`${kind}.body`, values)}</MailText>
        {word && <MailText>{t(`${kind}.word`, { word })}</MailText>}
        <MailFacts
          facts={[
            { term: t("facts.delivery"), value: values.delivery },
            { term: t("facts.plan"), value: plan },
            { term: t("facts.recipients"), value: t("facts.count", values) },
          ]}
        />
        <MailButton href={absoluteUrl(paths.deliveryApproval(approval.deliveryId))}>
          {t(`${kind}.button`)}
        </MailButton>
      </MailLayout>
    ),
  };
}

/** Tells that a delivery did not start, as its approval did not hold any longer. */
export async function missedMail(
  locale: Locale,
  { name, tenantName }: Person,
  delivery: { id: string; name: string },
): Promise<Mail> {
  const t = await mailTranslator(locale, "email-approvals");
  const values = { tenantName, delivery: delivery.name };
  return {
    subject: t("missed.subject", values),
    body: (
      <MailLayout locale={locale} preview={t("missed.preview", values)} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t("missed.body", values)}</MailText>
        <MailButton href={absoluteUrl(paths.deliveryEdit(delivery.id))}>
          {t("missed.button")}
        </MailButton>
      </MailLayout>
    ),
  };
}
