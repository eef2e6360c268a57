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
import { BestHoursPreview, UntilField } from "./best-hours-fields";
import type { SenderChoice } from "./draft";
import type { DraftHandle } from "./use-draft";

type Props = {
  id: string;
  handle: DraftHandle;
  recipients: number;
  sender: SenderChoice | undefined;
  isReady: boolean;
  warnings: readonly string[];
  isTrackingAllowed: boolean;
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

function SendForm({ id, handle, recipients, sender, warnings, isTrackingAllowed }: Props) {
  const t = useTranslations("deliveries");
  const gate = useTranslations("gate");
  const ui = useTranslations("ui");
  const [when, setWhen] = useState<When>({ mode: "now" });
  const { run, isPending, failure } = useSchedule(id, handle);

  function submit(event: FormEvent) {
    event.preventDefault();
    run(when);
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
      {warnings.length > 0 && (
        <Alert tone="warning" title={gate("warnings")}>
          <ul className="list-disc pl-4 text-xs">
            {warnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Alert>
      )}
      <WhenFields when={when} onChange={setWhen} errors={failure?.fieldErrors ?? {}} />
      {when.mode === "best" && when.at !== "" && (
        <BestHoursPreview id={id} at={when.at} until={when.until} />
      )}
      <Note when={when} recipients={recipients} isTrackingAllowed={isTrackingAllowed} />
      <DialogActions>
        <DialogClose>{ui("cancel")}</DialogClose>
        <Button type="submit" variant="primary" isPending={isPending}>
          {when.mode === "now" ? t("send.confirmNow") : t("send.confirmAt")}
        </Button>
      </DialogActions>
    </form>
  );
}

type WhenProps = {
  when: When;
  onChange: (when: When) => void;
  errors: Record<string, string[]>;
};

function WhenFields({ when, onChange, errors }: WhenProps) {
  const t = useTranslations("deliveries");
  const best = useTranslations("bestHours");
  const at = when.mode === "now" ? "" : when.at;

  function choose(mode: string) {
    if (mode === "at") onChange({ mode, at });
    else if (mode === "best") onChange({ mode, at: at || nextHour(), until: "" });
    else onChange({ mode: "now" });
  }

  return (
    <>
      <RadioGroup
        label={t("send.when")}
        isInline
        value={when.mode}
        onChange={choose}
        options={[
          { value: "now", label: t("send.now") },
          { value: "at", label: t("send.at") },
          { value: "best", label: best("option") },
        ]}
      />
      {when.mode !== "now" && (
        <div className="flex flex-col gap-4 sm:flex-row sm:flex-wrap">
          <DateTimeField
            label={when.mode === "best" ? best("start") : t("send.time")}
            isRequired
            min={toJstLocal(new Date())}
            value={when.at}
            onChange={(value) => onChange({ ...when, at: value })}
            errorMessage={errors.at?.join(" ")}
          />
          {when.mode === "best" && (
            <UntilField
              at={when.at}
              value={when.until}
              onChange={(until) => onChange({ ...when, until })}
              errorMessage={errors.until?.join(" ")}
            />
          )}
        </div>
      )}
    </>
  );
}

const hourMs = 3_600_000;
const nextHour = () => toJstLocal(new Date(Math.ceil(Date.now() / hourMs) * hourMs));

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

type When =
  | { mode: "now" }
  | { mode: "at"; at: string }
  | { mode: "best"; at: string; until: string };
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
      toast({ tone: "success", title: t(when.mode === "now" ? "send.started" : "send.planned") });
      router.push(paths.delivery(id));
    });
  }

  return { run, isPending, failure };
}
