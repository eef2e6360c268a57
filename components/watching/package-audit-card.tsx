import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { PackageAudit } from "@/lib/package-audits/queries";

const tones: Record<string, "danger" | "warning" | "neutral"> = {
  critical: "danger",
  high: "danger",
  moderate: "warning",
};

/** Known vulnerabilities of the packages that the service is built from, or that nobody could tell. */
export function PackageAuditCard({ audit }: { audit: PackageAudit | null }) {
  const t = useTranslations("operator-watching.packages");
  return (
    <Card
      title={t("title")}
      description={t("description")}
      isFlush={Boolean(audit?.report)}
      actions={audit && <DateTime value={audit.checkedAt} />}
    >
      {!audit && <p className="text-muted">{t("never")}</p>}
      {audit?.error && <Alert tone="warning">{t("unavailable", { error: audit.error })}</Alert>}
      {audit?.report && (
        <Table
          caption={t("title")}
          rows={audit.report.packages}
          getRowId={({ name }) => name}
          empty={<EmptyState icon={<ShieldCheck />} title={t("none")} isCompact />}
          columns={[
            { id: "name", header: t("name"), isRowHeader: true, render: ({ name }) => name },
            {
              id: "severity",
              header: t("severity"),
              render: ({ severity }) => (
                <StatusBadge tone={tones[severity] ?? "neutral"}>
                  {t("severityName", { severity })}
                </StatusBadge>
              ),
            },
            { id: "range", header: t("range"), render: ({ range }) => range },
            {
              id: "fix",
              header: t("fix"),
              render: ({ isFixable }) => t(isFixable ? "fixable" : "notFixable"),
            },
          ]}
        />
      )}
    </Card>
  );
}
