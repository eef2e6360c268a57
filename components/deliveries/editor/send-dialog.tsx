"use client";

import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DateTimeField } from "@/components/ui/date-time-field";
import { DescriptionList } from "@/components/ui/description-list";
import { Dialog, DialogActions, DialogClose } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { RadioGroup } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast-queue";
import { toJstLocal } from "@/lib/format";
import { paths } from "@/lib/paths";
import { scheduleDeliveryAction } from "@/lib/scheduling/actions";
import type { SenderChoice } from "./draft";
import type { DraftHandle } from "./use-draft";

type Props = {
  id: string;
  handle: DraftHandle;
  recipients: number;
  sender: SenderChoice | undefined;
  isReady: boolean;
  warnings: readonly string[];
};

/** The last look before mails leave: how many, from whom, when. */
export function SendDialog(props: Props) {
  const { handle, isReady } = props;
  const t = useTranslations("deliveries");
  const [isOpen, setOpen] = useState(false);
  const [isSaving, startSaving] = useTransition();
  const open = () => startSaving(async () => setOpen(await handle.saveNow()));
  return (
    <>
      <Button
        variant="primary"
        icon={<Send />}
        isPending={isSaving}
        isDisabled={!isReady}
        onPress={open}
      >
        {t("send.open")}
      </Button>
      <Dialog title={t("send.title")} isAlert isOpen={isOpen} onOpenChange={setOpen}>
        <SendForm {...props} />
      </Dialog>
    </>
  );
}

function SendForm({ id, handle, recipients, sender, warnings }: Props) {
  const t = useTranslations("deliveries");
  const gate = useTranslations("gate");
  const ui = useTranslations("ui");
  const [mode, setMode] = useState("now");
  const [at, setAt] = useState("");
  const { run, isPending, failure } = useSchedule(id, handle);
  const now = toJstLocal(new Date());

  function submit(event: FormEvent) {
    event.preventDefault();
    run(mode === "at" ? { mode, at } : { mode: "now" });
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={failure?.fieldErrors?.at ? null : failure?.message} />
      <DescriptionList
        items={[
          { term: t("recipients"), value: t("people", { count: recipients }) },
          { term: t("sender"), value: sender ? t("senderLine", sender) : t("none") },
          { term: t("subject"), value: handle.draft.subject },
        ]}
      />
      {warnings.length > 0 && (
        <Alert tone="warning" title={gate("warnings")}>
          <ul className="list-disc pl-4 text-xs">
            {warnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Alert>
      )}
      <RadioGroup
        label={t("send.when")}
        isInline
        value={mode}
        onChange={setMode}
        options={[
          { value: "now", label: t("send.now") },
          { value: "at", label: t("send.at") },
        ]}
      />
      {mode === "at" && (
        <DateTimeField
          label={t("send.time")}
          isRequired
          min={now}
          value={at}
          onChange={setAt}
          errorMessage={failure?.fieldErrors?.at?.join(" ")}
        />
      )}
      <p className="text-muted">
        {mode === "at" ? t("send.atNote") : t("send.nowNote", { count: recipients })}
      </p>
      <DialogActions>
        <DialogClose>{ui("cancel")}</DialogClose>
        <Button type="submit" variant="primary" isPending={isPending}>
          {mode === "at" ? t("send.confirmAt") : t("send.confirmNow")}
        </Button>
      </DialogActions>
    </form>
  );
}

type When = { mode: "now" } | { mode: "at"; at: string };
type Failure = { message: string; fieldErrors?: Record<string, string[]> | undefined };

function useSchedule(id: string, handle: DraftHandle) {
  const t = useTranslations("deliveries");
  const ui = useTranslations("ui");
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [failure, setFailure] = useState<Failure | null>(null);

  function run(when: When) {
    if (isPending) return;
    setFailure(null);
    start(async () => {
      const input = { ...when, id, version: handle.version() };
      const result = await scheduleDeliveryAction(input).catch(() => null);
      if (!result?.ok) return setFailure(result ?? { message: ui("networkError") });
      toast({ tone: "success", title: t(when.mode === "at" ? "send.planned" : "send.started") });
      router.push(paths.delivery(id));
    });
  }

  return { run, isPending, failure };
}
