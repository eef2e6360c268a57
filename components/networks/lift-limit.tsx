"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { LinkButton } from "@/components/ui/link-button";
import { useAction } from "@/components/ui/use-action";
import { recoverNetworksAction } from "@/lib/networks/actions";
import { paths } from "@/lib/paths";

export function LiftLimit({ token }: { token: string }) {
  const t = useTranslations("networks.recovery");
  const [isDone, setDone] = useState(false);
  const { run, isPending, message } = useAction(recoverNetworksAction, () => setDone(true));
  if (isDone)
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="success" title={t("doneTitle")}>
          {t("doneBody")}
        </Alert>
        <div>
          <LinkButton href={paths.signIn} variant="primary">
            {t("signIn")}
          </LinkButton>
        </div>
      </div>
    );
  return (
    <div className="flex flex-col gap-4">
      <FormError message={message} />
      <div>
        <Button variant="primary" isPending={isPending} onPress={() => run({ token })}>
          {t("submit")}
        </Button>
      </div>
    </div>
  );
}
