import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { Tone } from "@/components/ui/tone";
import type { Standing } from "@/lib/approvals/rules";

const tones: Record<Standing, Tone> = {
  decide: "info",
  alone: "info",
  own: "info",
  waiting: "info",
  nobody: "warning",
  changed: "warning",
  late: "warning",
  approved: "success",
  approvedChanged: "warning",
};

type Props = { standing: Standing; names: readonly string[]; isNeeded: boolean };

const namesMost = 10;

/** Whose turn it is, or what keeps the delivery from going on. */
export function ApprovalStatus({ standing, names, isNeeded }: Props) {
  const t = useTranslations("approvals.status");
  const list = useTranslations("deliveries.audience");
  const others = useTranslations("approvals.settings");
  const shown = names.slice(0, namesMost).join(list("separator"));
  const rest = names.length > namesMost ? others("more", { count: names.length - namesMost }) : "";
  const waiting = t("waitingText", { names: `${shown} ${rest}`.trim() });
  const texts: Record<Standing, { title: string; lines: string[] }> = {
    decide: { title: t("waitingYou"), lines: [t("waitingYouText")] },
    alone: { title: t("waitingYou"), lines: [t("waitingYouText"), t("alone")] },
    own: { title: t("waiting"), lines: [t("own"), waiting] },
    waiting: { title: t("waiting"), lines: [waiting] },
    nobody: { title: t("waiting"), lines: [t("waitingNobody")] },
    changed: { title: t("changed"), lines: [t("changedText")] },
    late: { title: t("late"), lines: [t("lateText")] },
    approved: { title: t("approved"), lines: [t("approvedText")] },
    approvedChanged: { title: t("approvedChanged"), lines: [t("approvedChangedText")] },
  };
  const { title, lines } = texts[standing];
  return (
    <Alert tone={tones[standing]} title={title}>
      {[...lines, ...(isNeeded ? [] : [t("switchedOff")])].map((line) => (
        <p key={line} className="break-words">
          {line}
        </p>
      ))}
    </Alert>
  );
}

type ReturnedProps = { approval: { state: string; decidedByName: string | null; reason: string } };

/** Why a draft is back with its author. */
export function ReturnedAlert({ approval }: ReturnedProps) {
  const t = useTranslations("approvals.status");
  if (approval.state !== "returned") return null;
  return (
    <Alert tone="warning" title={t("returned")}>
      <p className="whitespace-pre-wrap break-words">
        {t("returnedText", { name: approval.decidedByName ?? "", reason: approval.reason })}
      </p>
    </Alert>
  );
}

/** Why a draft that was scheduled did not start. */
export function MissedAlert({ failure }: { failure: string | null }) {
  const t = useTranslations("approvals.status");
  if (failure !== "approval") return null;
  return (
    <Alert tone="warning" title={t("missed")}>
      {t("missedText")}
    </Alert>
  );
}
