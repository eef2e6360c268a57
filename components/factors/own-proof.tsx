"use client";

import { useTranslations } from "next-intl";
import { proveAction, startProofPasskeyAction } from "@/lib/proof/actions";
import type { FactorMethods } from "@/lib/second-step/queries";
import { FactorChoice } from "./factor-choice";
import { askPasskey } from "./passkey-browser";

/** A signed-in user proves once more who they are. */
export function OwnProof({ methods, onDone }: { methods: FactorMethods; onDone: () => void }) {
  const t = useTranslations("factors.passkeys");
  const texts = { unsupported: t("unsupported"), cancelled: t("cancelled") };
  return (
    <FactorChoice
      methods={methods}
      proveByCode={proveAction}
      proveByPassword={(password) => proveAction({ method: "password", password })}
      proveByPasskey={async () => {
        const asked = await askPasskey(() => startProofPasskeyAction({}), texts);
        if (!asked.ok) return asked;
        return proveAction({ method: "passkey", answer: { ...asked.data } });
      }}
      onDone={onDone}
    />
  );
}
