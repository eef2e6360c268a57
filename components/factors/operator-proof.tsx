"use client";

import { proofGate } from "@/components/ui/proof-gate";
import { proveOperatorAction } from "@/lib/operator-factors/actions";
import { FactorChoice } from "./factor-choice";
import { ProofDialog } from "./proof-dialog";

/** The same question to an operator, who always has an authenticator app. */
export function OperatorProofDialog() {
  return (
    <ProofDialog>
      <FactorChoice
        methods={{ hasTotp: true, hasPasskey: false, hasRecovery: true }}
        proveByCode={proveOperatorAction}
        onDone={() => proofGate.answer(true)}
      />
    </ProofDialog>
  );
}
