import { useLocale, useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { Approval } from "@/lib/approvals/queries";
import { formatNumber } from "@/lib/format";
import { ApprovalPlan } from "./approval-plan";
import { ApprovalStateBadge } from "./approval-state";

/** Who asked for what, and what was answered. */
export function ApprovalFacts({ approval }: { approval: Approval }) {
  const t = useTranslations("approvals.panel");
  const { decidedByName, decidedAt, note, reason } = approval;
  const recipients = formatNumber(approval.recipients, useLocale());
  const answer = [
    { term: t("decider"), value: decidedByName },
    { term: t("decidedAt"), value: decidedAt && <DateTime value={decidedAt} /> },
  ];
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        columns={2}
        items={[
          { term: t("state"), value: <State approval={approval} /> },
          { term: t("plan"), value: <ApprovalPlan plan={approval} /> },
          { term: t("asker"), value: approval.requestedByName },
          { term: t("askedAt"), value: <DateTime value={approval.requestedAt} /> },
          ...(decidedByName ? answer : []),
          { term: t("recipients"), value: recipients },
        ]}
      />
      {note && <Words title={t("note")} text={note} />}
      {reason && <Words title={t("reason")} text={reason} />}
    </div>
  );
}

function State({ approval: { state, isSole } }: { approval: Approval }) {
  const t = useTranslations("approvals.panel");
  return (
    <span className="flex flex-wrap items-center gap-2">
      <ApprovalStateBadge state={state} />
      {isSole && <span className="text-muted text-xs">{t("sole")}</span>}
    </span>
  );
}

/** As it was typed, with its line breaks. */
function Words({ title, text }: { title: string; text: string }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <p className="text-muted">{title}</p>
      <p className="whitespace-pre-wrap break-words rounded-lg bg-subtle px-3 py-2">{text}</p>
    </div>
  );
}
