"use client";

import { Repeat } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogActions, DialogClose } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast-queue";
import { missedKinds } from "@/db/values";
import { needsApproval } from "@/lib/approvals/rules";
import { paths } from "@/lib/paths";
import { createResendAction } from "@/lib/resending/actions";
import type { MissedCounts } from "@/lib/resending/queries";

type Kind = (typeof missedKinds)[number];
type Props = {
  id: string;
  counts: MissedCounts;
  canSend: boolean;
  /** From how many recipients on it needs an approval; null for none. */
  approvalFrom: number | null;
};

/** Surely not received: chosen ahead. The rest may get the mail a second time, and a person decides on it. */
const chosenAhead: readonly Kind[] = ["failed", "softBounced", "cancelled"];

/** Sends the delivery again to those whom it missed, as a delivery of its own. */
export function ResendDialog(props: Props) {
  const t = useTranslations("resending");
  return (
    <Dialog title={t("title")} trigger={<Button icon={<Repeat />}>{t("open")}</Button>}>
      <ResendForm {...props} />
    </Dialog>
  );
}

function ResendForm({ id, counts, canSend, approvalFrom }: Props) {
  const t = useTranslations("resending");
  const approvals = useTranslations("approvals");
  const ui = useTranslations("ui");
  const offered = missedKinds.filter((kind) => counts[kind] > 0);
  const [kinds, setKinds] = useState(() => offered.filter((kind) => chosenAhead.includes(kind)));
  const { run, isPending, message } = useResend(id, kinds);
  const isEmpty = kinds.length === 0;
  const most = kinds.reduce((sum, kind) => sum + counts[kind], 0);
  const isAsking = needsApproval(approvalFrom, most);
  const toggle = (kind: Kind, isSelected: boolean) =>
    setKinds((before) => (isSelected ? [...before, kind] : before.filter((one) => one !== kind)));
  if (offered.length === 0) return <p>{t("none")}</p>;
  return (
    <div className="flex flex-col gap-4">
      <FormError message={message} />
      <p className="text-muted">{t("body")}</p>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">{t("choose")}</legend>
        {offered.map((kind) => (
          <div key={kind} className="flex items-start justify-between gap-3">
            <Checkbox
              label={t(`kinds.${kind}`)}
              description={t(`hints.${kind}`)}
              isSelected={kinds.includes(kind)}
              onChange={(isSelected) => toggle(kind, isSelected)}
            />
            <span className="shrink-0 tabular-nums leading-6">
              {t("count", { count: counts[kind] })}
            </span>
          </div>
        ))}
      </fieldset>
      {isAsking && <p>{approvals("resend")}</p>}
      <DialogActions>
        <DialogClose>{ui("cancel")}</DialogClose>
        <Button isPending={isPending} isDisabled={isEmpty} onPress={() => run(false)}>
          {t("draft")}
        </Button>
        {canSend && !isAsking && (
          <Button
            variant="primary"
            isPending={isPending}
            isDisabled={isEmpty}
            onPress={() => run(true)}
          >
            {t("now")}
          </Button>
        )}
      </DialogActions>
    </div>
  );
}

function useResend(id: string, kinds: Kind[]) {
  const t = useTranslations("resending");
  const ui = useTranslations("ui");
  const router = useRouter();
  const [isPending, start] = useTransition();
  const [message, setMessage] = useState<string | null>(null);

  function run(isNow: boolean) {
    if (isPending) return;
    setMessage(null);
    start(async () => {
      const result = await createResendAction({ id, kinds, isNow }).catch(() => null);
      if (!result?.ok) return setMessage(result?.message ?? ui("networkError"));
      toast({ tone: "success", title: t(isNow ? "started" : "drafted") });
      const { id: created } = result.data;
      router.push(isNow ? paths.delivery(created) : paths.deliveryEdit(created));
    });
  }

  return { run, isPending, message };
}
