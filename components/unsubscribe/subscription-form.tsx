"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { resubscribeAction, unsubscribeAction } from "@/lib/unsubscribe/actions";

type Props = { token: string; tenantName: string; isUnsubscribed: boolean };
type Notice = { tone: "danger" | "success"; text: string };

export function SubscriptionForm({ token, tenantName, isUnsubscribed }: Props) {
  const t = useTranslations("unsubscribe");
  const router = useRouter();
  const [notice, setNotice] = useState<Notice | null>(null);
  const [isPending, startTransition] = useTransition();

  function submit(event: FormEvent) {
    event.preventDefault();
    startTransition(async () => {
      const action = isUnsubscribed ? resubscribeAction : unsubscribeAction;
      const result = await action({ token }).catch(() => null);
      if (!result?.ok) {
        setNotice({ tone: "danger", text: result?.message ?? t("networkError") });
        return;
      }
      const text = t("resumedDescription", { tenant: tenantName });
      setNotice(isUnsubscribed ? { tone: "success", text } : null);
      router.refresh();
    });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {notice && <Alert tone={notice.tone}>{notice.text}</Alert>}
      <Button
        type="submit"
        variant={isUnsubscribed ? "secondary" : "primary"}
        isPending={isPending}
      >
        {isUnsubscribed ? t("resume") : t("confirm")}
      </Button>
    </form>
  );
}
