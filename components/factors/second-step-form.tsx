"use client";

import { useTranslations } from "next-intl";
import { goTo } from "@/components/sign-in/go-to";
import { secondStepAction, startSecondStepPasskeyAction } from "@/lib/second-step/actions";
import type { FactorMethods } from "@/lib/second-step/queries";
import { FactorChoice } from "./factor-choice";
import { askPasskey } from "./passkey-browser";

/** The second step of a sign-in. */
export function SecondStepForm({ methods, next }: { methods: FactorMethods; next: string }) {
  const t = useTranslations("factors.passkeys");
  const texts = { unsupported: t("unsupported"), cancelled: t("cancelled") };
  return (
    <FactorChoice
      methods={methods}
      proveByCode={(proof) => secondStepAction({ proof, next })}
      proveByPasskey={async () => {
        const asked = await askPasskey(() => startSecondStepPasskeyAction({}), texts);
        if (!asked.ok) return asked;
        return secondStepAction({ proof: { method: "passkey", answer: { ...asked.data } }, next });
      }}
      onDone={({ href }) => goTo(href)}
    />
  );
}
