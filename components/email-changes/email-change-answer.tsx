"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { LinkButton } from "@/components/ui/link-button";
import { useAction } from "@/components/ui/use-action";
import type { EmailSide } from "@/lib/email-changes/schema";
import {
  confirmEmailChangeAction,
  refuseEmailChangeAction,
} from "@/lib/email-confirmations/actions";
import { paths } from "@/lib/paths";

type Outcome = "confirmed" | "confirmedLast" | "refused";

/** The two answers that a mailed link can be given; nothing happens by opening it. */
export function EmailChangeAnswer({ token, side }: { token: string; side: EmailSide }) {
  const t = useTranslations("accountEmail.answer");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const confirm = useAction(confirmEmailChangeAction, ({ isLast }) =>
    setOutcome(isLast ? "confirmedLast" : "confirmed"),
  );
  const refuse = useAction(refuseEmailChangeAction, () => setOutcome("refused"));
  if (outcome) return <Answered outcome={outcome} side={side} />;
  return (
    <div className="flex flex-col gap-4">
      <FormError message={confirm.message ?? refuse.message} />
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          isPending={confirm.isPending}
          isDisabled={refuse.isPending}
          onPress={() => confirm.run({ token })}
        >
          {t("confirm")}
        </Button>
        <Button
          isPending={refuse.isPending}
          isDisabled={confirm.isPending}
          onPress={() => refuse.run({ token })}
        >
          {t("refuse")}
        </Button>
      </div>
    </div>
  );
}

function Answered({ outcome, side }: { outcome: Outcome; side: EmailSide }) {
  const t = useTranslations("accountEmail.answer");
  const isAlarming = outcome === "refused" && side === "old";
  return (
    <div className="flex flex-col gap-4">
      <Alert tone={isAlarming ? "warning" : "success"} title={t(`${outcome}Title`)}>
        {isAlarming ? t("refusedOldBody") : t(`${outcome}Body`)}
      </Alert>
      {isAlarming && (
        <div>
          <LinkButton href={paths.passwordReset} variant="primary">
            {t("resetPassword")}
          </LinkButton>
        </div>
      )}
    </div>
  );
}
