import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import { describeDevice } from "@/lib/account/rules";
import type { SignInSummary } from "@/lib/sign-ins/queries";

/** Tries to sign in, the newest first. */
export function SignInTable({ rows }: { rows: SignInSummary[] }) {
  const t = useTranslations("sessions.history");
  return (
    <Table
      caption={t("title")}
      rows={rows}
      getRowId={(row) => row.id}
      empty={<p className="p-4 text-muted">{t("none")}</p>}
      columns={[
        {
          id: "at",
          header: t("at"),
          isRowHeader: true,
          render: (row) => <DateTime value={row.at} />,
        },
        {
          id: "outcome",
          header: t("outcome"),
          render: (row) => (
            <Badge tone={row.outcome === "success" ? "success" : "danger"}>{t(row.outcome)}</Badge>
          ),
        },
        {
          id: "factor",
          header: t("factor"),
          hideBelow: "sm",
          render: (row) =>
            t.has(`factors.${row.factor}` as Key) ? t(`factors.${row.factor}` as Key) : row.factor,
        },
        {
          id: "device",
          header: t("device"),
          hideBelow: "sm",
          render: (row) => describeDevice(row.userAgent) ?? t("unknownDevice"),
        },
        { id: "ip", header: t("ip"), render: (row) => row.ip ?? "" },
      ]}
    />
  );
}

type Key = "factors.password";
