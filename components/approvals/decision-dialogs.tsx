"use client";

import { Check, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogActions, DialogClose, useDialogClose } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { TextArea } from "@/components/ui/text-area";
import { toast } from "@/components/ui/toast-queue";
import { useAction } from "@/components/ui/use-action";
import { useActionForm } from "@/components/ui/use-action-form";
import { approveDeliveryAction, returnDeliveryAction } from "@/lib/approvals/actions";
import { type ApprovalInput, noteMaxLength, returnDeliverySchema } from "@/lib/approvals/schema";
import { paths } from "@/lib/paths";

/** Approves what is on the screen; whoever may send can have it leave at once. */
export function ApproveDialog({ target, canSend }: { target: ApprovalInput; canSend: boolean }) {
  const t = useTranslations("approvals.verbs.approve");
  return (
    <Dialog
      title={t("title")}
      isAlert
      trigger={
        <Button variant="primary" icon={<Check />}>
          {t("button")}
        </Button>
      }
    >
      <ApproveForm target={target} canSend={canSend} />
    </Dialog>
  );
}

function ApproveForm({ target, canSend }: { target: ApprovalInput; canSend: boolean }) {
  const t = useTranslations("approvals.verbs.approve");
  const ui = useTranslations("ui");
  const router = useRouter();
  const close = useDialogClose();
  const [isStarted, setStarted] = useState(canSend);
  const { run, isPending, message } = useAction(approveDeliveryAction, () => {
    toast({ tone: "success", title: t(isStarted ? "doneStarted" : "done") });
    close();
    if (isStarted) router.push(paths.delivery(target.id));
    else router.refresh();
  });
  return (
    <div className="flex flex-col gap-4">
      <FormError message={message} />
      <p>{t("body")}</p>
      {canSend && (
        <Checkbox
          label={t("start")}
          description={t("startHint")}
          isSelected={isStarted}
          onChange={setStarted}
        />
      )}
      <DialogActions>
        <DialogClose>{ui("cancel")}</DialogClose>
        <Button
          variant="primary"
          isPending={isPending}
          onPress={() => run({ ...target, isStarted })}
        >
          {t("confirm")}
        </Button>
      </DialogActions>
    </div>
  );
}

/** Gives the delivery back with a reason. */
export function ReturnDialog({ target }: { target: ApprovalInput }) {
  const t = useTranslations("approvals.verbs.return");
  return (
    <Dialog title={t("title")} trigger={<Button icon={<Undo2 />}>{t("button")}</Button>}>
      <ReturnForm target={target} />
    </Dialog>
  );
}

function ReturnForm({ target }: { target: ApprovalInput }) {
  const t = useTranslations("approvals.verbs.return");
  const ui = useTranslations("ui");
  const router = useRouter();
  const close = useDialogClose();
  const form = useActionForm({
    schema: returnDeliverySchema,
    action: returnDeliveryAction,
    defaultValues: { ...target, reason: "" },
    successMessage: t("done"),
    onSuccess: () => {
      close();
      router.refresh();
    },
  });
  return (
    <ActionForm form={form}>
      <TextArea
        label={t("reason")}
        description={t("reasonHint")}
        isRequired
        rows={4}
        maxLength={noteMaxLength}
        {...form.field("reason")}
      />
      <DialogActions>
        <DialogClose>{ui("cancel")}</DialogClose>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("confirm")}
        </Button>
      </DialogActions>
    </ActionForm>
  );
}
