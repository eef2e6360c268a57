"use client";

import type { EditorRights } from "@/components/deliveries/editor/draft";
import { FirstGate, useWarnings } from "@/components/deliveries/editor/first-gate";
import { GateWarnings } from "@/components/deliveries/editor/gate-warnings";
import { useAnswer } from "@/components/deliveries/editor/use-answer";
import type { DraftCheck } from "@/lib/composing/queries";
import { checkDomainAction } from "@/lib/domain-checks/actions";
import type { DomainCheck } from "@/lib/domain-checks/queries";

type Props = { check: DraftCheck; senderId: string | null; rights: EditorRights };

/** What the author saw before asking, looked at again. */
export function ApprovalGate({ check, senderId, rights }: Props) {
  const domain = useAnswer(checkDomainAction, { senderId }, null as DomainCheck | null);
  const warnings = useWarnings(check, domain.data);
  return (
    <>
      <GateWarnings warnings={warnings} />
      <FirstGate check={check} domain={domain} hasSender={senderId !== null} rights={rights} />
    </>
  );
}
