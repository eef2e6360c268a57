"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { answerAppealAction, engageBrakeAction, releaseBrakeAction } from "@/lib/brakes/actions";
import { answerAppealSchema, engageBrakeSchema, releaseBrakeSchema } from "@/lib/brakes/schema";

export function EngageForm({ tenantId }: { tenantId: string }) {
  const t = useTranslations("operatorAbuse.brakes");
  const form = useActionForm({
    schema: engageBrakeSchema,
    action: engageBrakeAction,
    defaultValues: { tenantId, reason: "" },
    successMessage: t("engaged"),
    onSuccess: useDone(),
  });
  return (
    <ActionForm
      form={form}
      footer={<Submit isPending={form.isPending} label={t("engage")} isDanger />}
    >
      <TextArea
        label={t("reason")}
        description={t("engageHint")}
        isRequired
        {...form.field("reason")}
      />
    </ActionForm>
  );
}

type Wanted = { tenantId: string; id: string };

export function ReleaseForm({ tenantId, id }: Wanted) {
  const t = useTranslations("operatorAbuse.brakes");
  const form = useActionForm({
    schema: releaseBrakeSchema,
    action: releaseBrakeAction,
    defaultValues: { tenantId, id, reason: "" },
    successMessage: t("releasedDone"),
    onSuccess: useDone(),
  });
  return (
    <ActionForm form={form} footer={<Submit isPending={form.isPending} label={t("release")} />}>
      <TextArea
        label={t("reason")}
        description={t("releaseHint")}
        isRequired
        {...form.field("reason")}
      />
    </ActionForm>
  );
}

export function AnswerForm({ tenantId, id }: Wanted) {
  const t = useTranslations("operatorAbuse.brakes");
  const form = useActionForm({
    schema: answerAppealSchema,
    action: answerAppealAction,
    defaultValues: { tenantId, id, answer: "" },
    successMessage: t("answered"),
    onSuccess: useDone(),
  });
  return (
    <ActionForm form={form} footer={<Submit isPending={form.isPending} label={t("answer")} />}>
      <TextArea
        label={t("answerBody")}
        description={t("answerHint")}
        isRequired
        {...form.field("answer")}
      />
    </ActionForm>
  );
}

function useDone(): () => void {
  const close = useDialogClose();
  const router = useRouter();
  return () => {
    close();
    router.refresh();
  };
}

type SubmitProps = { isPending: boolean; label: string; isDanger?: boolean };

function Submit({ isPending, label, isDanger = false }: SubmitProps): ReactNode {
  const ui = useTranslations("ui");
  return (
    <>
      <DialogClose>{ui("cancel")}</DialogClose>
      <Button type="submit" variant={isDanger ? "danger" : "primary"} isPending={isPending}>
        {label}
      </Button>
    </>
  );
}
