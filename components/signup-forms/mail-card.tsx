"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyText } from "@/components/ui/copy-text";
import { toast } from "@/components/ui/toast-queue";
import { useAction } from "@/components/ui/use-action";
import { closeSignupMailAction, openSignupMailAction } from "@/lib/signup-mails/actions";

type Props = { formId: string; address: string | null; canEdit: boolean };

/** The address to which an empty mail signs up; only whoever may change the form gives it one or takes it away. */
export function MailCard({ formId, address, canEdit }: Props) {
  const t = useTranslations("signupMails");
  const { run, isPending, message } = useAction(openSignupMailAction, () =>
    toast({ tone: "success", title: t("opened") }),
  );
  return (
    <Card title={t("title")} description={t("description")}>
      <div className="flex flex-col items-start gap-3">
        {message && <Alert tone="danger">{message}</Alert>}
        {address ? (
          <CopyText label={t("address")} text={address} />
        ) : (
          <p className="text-muted">{t("none")}</p>
        )}
        {canEdit && !address && (
          <Button isPending={isPending} onPress={() => run({ formId })}>
            {t("open")}
          </Button>
        )}
        {canEdit && address && (
          <ConfirmDialog
            trigger={<Button size="sm">{t("close")}</Button>}
            title={t("closeTitle")}
            confirmLabel={t("close")}
            successMessage={t("closed")}
            action={closeSignupMailAction.bind(null, { formId })}
          >
            {t("closeBody")}
          </ConfirmDialog>
        )}
      </div>
    </Card>
  );
}
