"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState, useTransition } from "react";
import { isFailure } from "./action-result";
import { Button } from "./button";
import { Dialog, DialogActions, DialogClose, useDialogClose } from "./dialog";
import { FormError } from "./form-error";
import { withProof } from "./proof-gate";
import { TextField } from "./text-field";
import { toast } from "./toast-queue";

export type ConfirmDialogProps = {
  trigger?: ReactNode;
  title: string;
  children: ReactNode;
  confirmLabel: string;
  tone?: "danger" | "accent";
  action: () => Promise<unknown>;
  successMessage?: string;
  successHref?: string;
  confirmText?: string;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
};

/** Asks before something that cannot be taken back, runs it, and says inside if it failed. */
export function ConfirmDialog({ trigger, isOpen, onOpenChange, ...rest }: ConfirmDialogProps) {
  return (
    <Dialog
      trigger={trigger}
      title={rest.title}
      isAlert
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <ConfirmBody {...rest} />
    </Dialog>
  );
}

function ConfirmBody(props: Omit<ConfirmDialogProps, "trigger">) {
  const { confirmText, confirmLabel, tone = "danger" } = props;
  const [typed, setTyped] = useState("");
  const t = useTranslations("ui");
  const { run, isPending, message } = useConfirmed(props);
  const isReady = confirmText === undefined || typed.trim() === confirmText;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isPending) run();
      }}
    >
      <FormError message={message} />
      <div className="text-ink">{props.children}</div>
      {confirmText !== undefined && (
        <TextField
          label={t("confirmTyping", { text: confirmText })}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
        />
      )}
      <DialogActions>
        <DialogClose>{t("cancel")}</DialogClose>
        <Button
          type="submit"
          variant={tone === "danger" ? "danger" : "primary"}
          isPending={isPending}
          isDisabled={!isReady}
        >
          {confirmLabel}
        </Button>
      </DialogActions>
    </form>
  );
}

function useConfirmed({
  action,
  successMessage,
  successHref,
}: Omit<ConfirmDialogProps, "trigger">) {
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const close = useDialogClose();
  const router = useRouter();

  function run() {
    setMessage(null);
    startTransition(async () => {
      const result = await withProof(action);
      if (isFailure(result)) {
        setMessage(result.message);
        return;
      }
      if (successMessage) toast({ tone: "success", title: successMessage });
      close();
      if (successHref) router.push(successHref);
      else router.refresh();
    });
  }

  return { run, isPending, message };
}
