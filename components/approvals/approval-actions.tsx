"use client";

import { PencilLine, Send } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { startApprovedAction, withdrawApprovalAction } from "@/lib/approvals/actions";
import type { Approval } from "@/lib/approvals/queries";
import { isOpen, type Standing } from "@/lib/approvals/rules";
import { formatDateTime } from "@/lib/format";
import { paths } from "@/lib/paths";
import { ApproveDialog, ReturnDialog } from "./decision-dialogs";

export type ApprovalRights = { canApprove: boolean; canSend: boolean; canWrite: boolean };
type Props = {
  approval: Pick<Approval, "id" | "deliveryId" | "state" | "startsAt">;
  standing: Standing | null;
  recipients: number;
  rights: ApprovalRights;
};

/** What may be done next with the approval of a draft, by whoever looks. */
export function ApprovalActions({ approval, standing, recipients, rights }: Props) {
  const target = { id: approval.deliveryId, approvalId: approval.id };
  const isDecidable = standing === "decide" || standing === "alone";
  const { canApprove, canSend, canWrite } = rights;
  return (
    <>
      {isOpen(approval.state) && canWrite && <Withdraw approval={approval} />}
      {approval.state === "requested" && canApprove && <ReturnDialog target={target} />}
      {isDecidable && canApprove && <ApproveDialog target={target} canSend={canSend} />}
      {standing === "approved" && canSend && <Start approval={approval} recipients={recipients} />}
    </>
  );
}

function Withdraw({ approval: { id, deliveryId, state } }: Pick<Props, "approval">) {
  const t = useTranslations("approvals.verbs.withdraw");
  return (
    <ConfirmDialog
      trigger={<Button icon={<PencilLine />}>{t("button")}</Button>}
      title={state === "approved" ? t("titleApproved") : t("title")}
      confirmLabel={t("confirm")}
      successMessage={t("done")}
      successHref={paths.deliveryEdit(deliveryId)}
      tone="accent"
      action={() => withdrawApprovalAction({ id: deliveryId, approvalId: id })}
    >
      {t("body")}
    </ConfirmDialog>
  );
}

function Start({ approval, recipients }: Pick<Props, "approval" | "recipients">) {
  const t = useTranslations("approvals.verbs.start");
  const locale = useLocale();
  const { id, deliveryId, startsAt } = approval;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary" icon={<Send />}>
          {t("button")}
        </Button>
      }
      title={t("title")}
      confirmLabel={startsAt ? t("confirmAt") : t("confirmNow")}
      successMessage={t("done")}
      successHref={paths.delivery(deliveryId)}
      tone="accent"
      action={() => startApprovedAction({ id: deliveryId, approvalId: id })}
    >
      {startsAt
        ? t("bodyAt", { at: formatDateTime(startsAt, locale) })
        : t("bodyNow", { count: recipients })}
    </ConfirmDialog>
  );
}
