"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { Dialog } from "@/components/ui/dialog";
import { proofGate } from "@/components/ui/proof-gate";
import { Spinner } from "@/components/ui/spinner";
import { proofMethodsAction } from "@/lib/proof/actions";
import type { FactorMethods } from "@/lib/second-step/queries";
import { OwnProof } from "./own-proof";

/** Asks who is there when an action wants to know; the action then goes on with what was typed. */
export function ProofDialog({ children }: { children?: ReactNode }) {
  const t = useTranslations("factors.proof");
  const { subscribe, isAsking, isAskingOnServer } = proofGate;
  const isOpen = useSyncExternalStore(subscribe, isAsking, isAskingOnServer);
  return (
    <Dialog
      title={t("title")}
      description={t("description")}
      size="sm"
      isOpen={isOpen}
      onOpenChange={(isStaying) => !isStaying && proofGate.answer(false)}
    >
      {children ?? <UserQuestion />}
    </Dialog>
  );
}

function UserQuestion() {
  const ui = useTranslations("ui");
  const [methods, setMethods] = useState<FactorMethods | null>(null);
  useEffect(() => {
    let isShown = true;
    proofMethodsAction({})
      .then((result) => {
        if (!isShown) return;
        if (result.ok) setMethods(result.data);
        else proofGate.answer(false);
      })
      .catch(() => proofGate.answer(false));
    return () => {
      isShown = false;
    };
  }, []);
  if (!methods) return <Spinner label={ui("loading")} />;
  return <OwnProof methods={methods} onDone={() => proofGate.answer(true)} />;
}
