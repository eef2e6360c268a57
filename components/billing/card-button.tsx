"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { isFailure } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { withProof } from "@/components/ui/proof-gate";
import { toast } from "@/components/ui/toast-queue";
import { openBillingPortalAction } from "@/lib/payers/actions";

/** Leads to the payment provider's page for the card, or says that it cannot be opened. */
export function CardButton() {
  const t = useTranslations("billing");
  const [isPending, start] = useTransition();
  return (
    <Button
      isPending={isPending}
      onPress={() =>
        start(async () => {
          const result = await withProof(() => openBillingPortalAction({}));
          if (isFailure(result)) toast({ tone: "danger", title: result.message });
          else if (result.ok) window.location.assign(result.data.url);
        })
      }
    >
      {t("card")}
    </Button>
  );
}
