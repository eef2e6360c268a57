"use client";

import { Send, Stamp } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { DescriptionList } from "@/components/ui/description-list";
import { Dialog, DialogActions, DialogClose } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { TextArea } from "@/components/ui/text-area";
import { toast } from "@/components/ui/toast-queue";
import { requestApprovalAction } from "@/lib/approvals/actions";
import { noteMaxLength } from "@/lib/approvals/schema";
import { paths } from "@/lib/paths";
import { scheduleDeliveryAction } from "@/lib/scheduling/actions";
import { BestHoursPreview } from "./best-hours-fields";
import type { SenderChoice } from "./draft";
import { GateWarnings } from "./gate-warnings";
import type { DraftHandle } from "./use-draft";
import { type When, WhenFields } from "./when-fields";

type Props = {
  id: string;
  handle: DraftHandle;
  recipients: number;
  sender: SenderChoice | undefined;
  isReady: boolean;
  warnings: readonly string[];
  isTrackingAllowed: boolean;
  /** The delivery needs an approval: it is asked for instead. */
  isAsking: boolean;
};

/** The last look before mails leave, or before somebody is asked to approve them: how many, from whom, when. */
export function SendDialog(props: Props) {
  const { handle, isReady, isAsking } = props;
  const t = useTranslations("deliveries");
  const approvals = useTranslations("approvals.ask");
  const [isOpen, setOpen] = useState(false);
  const [isSaving, startSaving] = useTransition();
  const open = () => startSaving(async () => setOpen(await handle.saveNow()));
  return (
    <>
      <Button
        variant="primary"
        icon={isAsking ? <Stamp /> : <Send />}
        isPending={isSaving}
        isDisabled={!isReady}
        onPress={open}
      >
        {isAsking ? approvals("open") : t("send.open")}
      </Button>
      <Dialog
        title={isAsking ? approvals("title") : t("send.title")}
        isAlert
        isOpen={isOpen}
        onOpenChange={setOpen}
      >
        <SendForm {...props} />
      </Dialog>
    </>
  );
}

function SendForm(props: Props) {
  const { id, handle, recipients, sender, isAsking } = props;
  const t = useTranslations("deliveries");
  const [when, setWhen] = useState<When>({ mode: "now" });
  const [note, setNote] = useState("");
  const { run, isPending, failure } = useHandOver(id, handle, isAsking);
  const errors = failure?.fieldErrors ?? {};

  function submit(event: FormEvent) {
    event.preventDefault();
    run(when, note);
  }

  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={failure?.fieldErrors ? null : failure?.message} />
      <DescriptionList
        items={[
          { term: t("recipients"), value: t("people", { count: recipients }) },
          { term: t("sender"), value: sender ? t("senderLine", sender) : t("none") },
          { term: t("subject"), value: handle.draft.subject },
        ]}
      />
      <GateWarnings warnings={props.warnings} />
      <WhenFields when={when} onChange={setWhen} errors={errors} isAsking={isAsking} />
      {when.mode === "best" && when.at !== "" && (
        <BestHoursPreview id={id} at={when.at} until={when.until} />
      )}
      {isAsking ? (
        <AskFields note={note} onChange={setNote} errorMessage={errors.note?.join(" ")} />
      ) : (
        <Note when={when} recipients={recipients} isTrackingAllowed={props.isTrackingAllowed} />
      )}
      <SubmitRow isAsking={isAsking} isNow={when.mode === "now"} isPending={isPending} />
    </form>
  );
}

type AskProps = { note: string; onChange: (note: string) => void; errorMessage?: string };

function AskFields({ note, onChange, errorMessage }: AskProps) {
  const t = useTranslations("approvals.ask");
  return (
    <>
      <TextArea
        label={t("note")}
        description={t("noteHint")}
        rows={3}
        maxLength={noteMaxLength}
        value={note}
        onChange={onChange}
        {...(errorMessage ? { errorMessage } : {})}
      />
      <p className="text-muted">
        {t("body")} {t("whenHint")}
      </p>
    </>
  );
}

type SubmitProps = { isAsking: boolean; isNow: boolean; isPending: boolean };

function SubmitRow({ isAsking, isNow, isPending }: SubmitProps) {
  const t = useTranslations("deliveries");
  const approvals = useTranslations("approvals.ask");
  const ui = useTranslations("ui");
  const label = isNow ? t("send.confirmNow") : t("send.confirmAt");
  return (
    <DialogActions>
      <DialogClose>{ui("cancel")}</DialogClose>
      <Button type="submit" variant="primary" isPending={isPending}>
        {isAsking ? approvals("confirm") : label}
      </Button>
    </DialogActions>
  );
}

type NoteProps = { when: When; recipients: number; isTrackingAllowed: boolean };

function Note({ when, recipients, isTrackingAllowed }: NoteProps) {
  const t = useTranslations("deliveries");
  const best = useTranslations("bestHours");
  const bestNote = isTrackingAllowed ? best("note") : best("noteOff");
  return (
    <div className="flex flex-col gap-1 text-muted">
      {when.mode === "best" && <p>{bestNote}</p>}
      <p>{when.mode === "now" ? t("send.nowNote", { count: recipients }) : t("send.atNote")}</p>
    </div>
  );
}

type Failure = { message: string; fieldErrors?: Record<string, string[]> | undefined };

function useHandOver(id: string, handle: DraftHandle, isAsking: boolean) {
  const t = useTranslations("deliveries");
  const approvals = useTranslations("approvals.ask");
  const ui = useTranslations("ui");
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [failure, setFailure] = useState<Failure | null>(null);

  function run(when: When, note: string) {
    if (isPending) return;
    setFailure(null);
    start(async () => {
      const input = { ...when, id, version: handle.version() };
      const result = await handOver(input, note, isAsking).catch(() => null);
      if (!result?.ok) return setFailure(result ?? { message: ui("networkError") });
      const done = t(when.mode === "now" ? "send.started" : "send.planned");
      toast({ tone: "success", title: isAsking ? approvals("done") : done });
      router.push(isAsking ? paths.deliveryApproval(id) : paths.delivery(id));
    });
  }

  return { run, isPending, failure };
}

type HandedOver = When & { id: string; version: string | null };

const handOver = (input: HandedOver, note: string, isAsking: boolean) =>
  isAsking ? requestApprovalAction({ ...input, note }) : scheduleDeliveryAction(input);
