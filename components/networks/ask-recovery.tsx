"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { useAction } from "@/components/ui/use-action";
import { requestNetworkRecoveryAction } from "@/lib/networks/actions";

/** The master's way back in after a wrong setting. */
export function AskRecovery() {
  const t = useTranslations("networks.refusal");
  const [isSent, setSent] = useState(false);
  const { run, isPending, message } = useAction(requestNetworkRecoveryAction, () => setSent(true));
  if (isSent) return <Alert tone="success">{t("sent")}</Alert>;
  return (
    <div className="flex flex-col gap-3 border-line border-t pt-4">
      <FormError message={message} />
      <p className="text-muted">{t("recovery")}</p>
      <div>
        <Button isPending={isPending} onPress={() => run({})}>
          {t("send")}
        </Button>
      </div>
    </div>
  );
}
