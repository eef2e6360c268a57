"use client";

import { useTranslations } from "next-intl";
import { goTo } from "@/components/sign-in/go-to";
import {
  finishOperatorTotpAction,
  operatorSecondStepAction,
  startOperatorTotpAction,
} from "@/lib/operator-factors/actions";
import { paths } from "@/lib/paths";
import type { FactorMethods } from "@/lib/second-step/queries";
import { FactorChoice } from "./factor-choice";
import { TotpSetUp } from "./totp-set-up";

/** The second step of an operator's sign-in; the first time it sets up the authenticator app. */
export function OperatorSecondStep({ methods }: { methods: FactorMethods | null }) {
  const t = useTranslations("factors.operator");
  if (methods?.hasTotp) {
    return (
      <FactorChoice
        methods={methods}
        proveByCode={operatorSecondStepAction}
        onDone={({ href }) => goTo(href)}
      />
    );
  }
  return (
    <TotpSetUp
      start={startOperatorTotpAction}
      finish={finishOperatorTotpAction}
      onDone={() => goTo(paths.operatorHome)}
      doneLabel={t("continue")}
    />
  );
}
