"use client";

import { useTranslations } from "next-intl";
import type { EditorRights } from "@/components/deliveries/editor/draft";
import { FirstGate, useWarnings } from "@/components/deliveries/editor/first-gate";
import { useAnswer } from "@/components/deliveries/editor/use-answer";
import { Alert } from "@/components/ui/alert";
import type { DraftCheck } from "@/lib/composing/queries";
import { checkDomainAction } from "@/lib/domain-checks/actions";
import type { DomainCheck } from "@/lib/domain-checks/queries";

type Props = { check: DraftCheck; senderId: string | null; rights: EditorRights };

/** What the author saw before asking, looked at again. */
export function ApprovalGate({ check, senderId, rights }: Props) {
  const gate = useTranslations("gate");
  const domain = useAnswer(checkDomainAction, { senderId }, null as DomainCheck | null);
  const warnings = useWarnings(check, domain.data);
  return (
    <>
      {warnings.length > 0 && (
        <Alert tone="warning" title={gate("warnings")}>
          <ul className="list-disc pl-4 text-xs">
            {warnings.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Alert>
      )}
      <FirstGate check={check} domain={domain} hasSender={senderId !== null} rights={rights} />
    </>
  );
}
