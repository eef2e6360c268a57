"use client";

import { MailCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { sendTestMailAction } from "@/lib/previews/actions";
import type { DraftHandle } from "./use-draft";

type Props = { id: string; handle: DraftHandle; addressId: string | null; to: string };

/** Saves, then mails what the preview shows to the person who writes it. */
export function TestMailButton({ id, handle, addressId, to }: Props) {
  const t = useTranslations("deliveries");
  const ui = useTranslations("ui");
  const [isPending, start] = useTransition();
  const [message, setMessage] = useState<string | null>(null);

  function send() {
    setMessage(null);
    start(async () => {
      if (!(await handle.saveNow())) return setMessage(t("test.notSaved"));
      const result = await sendTestMailAction({ id, addressId }).catch(() => null);
      if (result?.ok) toast({ tone: "success", title: t("test.sent", { to: result.data.to }) });
      else setMessage(result?.message ?? ui("networkError"));
    });
  }

  return (
    <div className="flex flex-col gap-2">
      <Button icon={<MailCheck />} isPending={isPending} onPress={send}>
        {t("test.send")}
      </Button>
      <p className="text-muted text-xs">{t("test.hint", { to })}</p>
      {message && <Alert tone="danger">{message}</Alert>}
    </div>
  );
}
