import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { FindingRow } from "@/lib/abuse/queries";
import type { AbuseKind, AbuseLevel, FindingState } from "@/lib/abuse/rules";
import { paths } from "@/lib/paths";
import { DecideDialog } from "./decide-dialog";

const levelTones = { warning: "warning", hard: "danger" } as const;
const stateTones = { open: "warning", confirmed: "danger", dismissed: "neutral" } as const;

type Finding = Omit<FindingRow, "tenantName" | "position"> & { tenantName?: string };

/** Findings, newest first; with their customers' names and what can be decided where there are several. */
export function FindingTable({ findings }: { findings: Finding[] }) {
  const t = useTranslations("operatorAbuse.findings");
  const columns: Column<Finding>[] = [
    {
      id: "foundAt",
      header: t("foundAt"),
      width: "9rem",
      render: ({ foundAt }) => <DateTime value={foundAt} />,
    },
    ...(findings.some(({ tenantName }) => tenantName !== undefined) ? [tenantColumn(t)] : []),
    {
      id: "kind",
      header: t("kind"),
      isRowHeader: true,
      render: (finding) => <Kind kind={finding.kind} level={finding.level} />,
    },
    { id: "value", header: t("value"), render: (finding) => <Value {...finding} /> },
    {
      id: "evidence",
      header: t("evidence"),
      hideBelow: "lg",
      render: ({ evidence }) => <Evidence evidence={evidence} />,
    },
    { id: "state", header: t("state"), render: (finding) => <State {...finding} /> },
  ];
  return (
    <Table
      caption={t("caption")}
      rows={findings}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<ShieldCheck />} title={t("empty")} isCompact />}
      columns={columns}
    />
  );
}

function tenantColumn(t: (key: "tenant") => string): Column<Finding> {
  return {
    id: "tenant",
    header: t("tenant"),
    render: ({ tenantId, tenantName }) => (
      <TextLink href={paths.operatorTenant(tenantId)}>{tenantName}</TextLink>
    ),
  };
}

function Kind({ kind, level }: { kind: AbuseKind; level: AbuseLevel }) {
  const kinds = useTranslations("brakes.kinds");
  const levels = useTranslations("operatorAbuse.levels");
  return (
    <div className="flex flex-wrap items-center gap-2">
      <StatusBadge tone={levelTones[level]}>{levels(level)}</StatusBadge>
      <span>{kinds(kind)}</span>
    </div>
  );
}

function Value({ kind, value, threshold }: Pick<Finding, "kind" | "value" | "threshold">) {
  const t = useTranslations("operatorAbuse.findings");
  const units = useTranslations("brakes.units");
  const unit = kind === "trap" ? units("exports") : units(kind);
  return <span className="tabular-nums">{t("valueText", { value, threshold, unit })}</span>;
}

function Evidence({ evidence }: { evidence: Record<string, number | string> }) {
  const t = useTranslations("operatorAbuse.evidence");
  return (
    <ul className="text-muted text-xs">
      {Object.entries(evidence)
        .filter(([, value]) => value !== 0)
        .map(([name, value]) => (
          <li key={name} className="break-all">
            {t(name as Parameters<typeof t>[0])}: {String(value)}
          </li>
        ))}
    </ul>
  );
}

type StateProps = Pick<Finding, "tenantId" | "id" | "decidedBy" | "decision" | "tenantName"> & {
  state: FindingState;
};

function State({ tenantId, id, state, decidedBy, decision, tenantName }: StateProps) {
  const t = useTranslations("operatorAbuse");
  if (state === "open" && tenantName !== undefined)
    return <DecideDialog tenantId={tenantId} id={id} tenantName={tenantName} />;
  return (
    <div className="flex flex-col items-start gap-0.5">
      <StatusBadge tone={stateTones[state]}>{t(`states.${state}`)}</StatusBadge>
      {decision && (
        <span className="text-muted text-xs">
          {t("findings.decidedText", { name: decidedBy ?? "", decision })}
        </span>
      )}
    </div>
  );
}
