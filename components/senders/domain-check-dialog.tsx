"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { checkDomainAction } from "@/lib/domain-checks/actions";
import type { DomainCheck } from "@/lib/domain-checks/queries";
import { DomainCheckList } from "./domain-check-list";

/** Looks the sender's domain up when it is asked for. */
export function DomainCheckDialog({ id, name }: { id: string; name: string }) {
  const t = useTranslations("domainChecks");
  const ui = useTranslations("ui");
  const [isOpen, setOpen] = useState(false);
  const [check, setCheck] = useState<DomainCheck | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, start] = useTransition();

  function ask() {
    setOpen(true);
    start(async () => {
      const result = await checkDomainAction({ senderId: id }).catch(() => null);
      setMessage(result?.ok ? null : (result?.message ?? ui("networkError")));
      setCheck(result?.ok ? result.data : null);
    });
  }

  return (
    <>
      <IconButton aria-label={t("openOf", { name })} icon={<ShieldCheck />} onPress={ask} />
      <Dialog title={t("title")} isOpen={isOpen} onOpenChange={setOpen}>
        {isPending && <p role="status">{t("asking")}</p>}
        {!isPending && message && <Alert tone="danger">{message}</Alert>}
        {!isPending && check && <DomainCheckList check={check} />}
      </Dialog>
    </>
  );
}
