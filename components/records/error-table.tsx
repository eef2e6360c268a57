import { Bug } from "lucide-react";
import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { ServiceError } from "@/lib/service-errors/queries";

type ErrorTableProps = { errors: readonly ServiceError[]; empty: string };

export function ErrorTable({ errors, empty }: ErrorTableProps) {
  const t = useTranslations("operatorRecords.logs");
  return (
    <Table
      caption={t("title")}
      rows={errors}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<Bug />} title={empty} isCompact />}
      columns={[
        {
          id: "at",
          header: t("at"),
          width: "10rem",
          render: ({ at }) => <DateTime value={at} />,
        },
        { id: "where", header: t("where"), width: "10rem", render: (row) => <Place row={row} /> },
        {
          id: "message",
          header: t("message"),
          isRowHeader: true,
          render: (row) => <What row={row} />,
        },
        {
          id: "tenant",
          header: t("tenant"),
          width: "9rem",
          render: ({ accountId }) => accountId ?? "",
        },
        {
          id: "ids",
          header: t("ids"),
          width: "13rem",
          render: ({ requestId }) => <code className="break-all text-xs">{requestId ?? ""}</code>,
        },
      ]}
    />
  );
}

function Place({ row: { surface, host, task } }: { row: ServiceError }) {
  const t = useTranslations("operatorRecords.logs.surfaces");
  const name = surface as Parameters<typeof t>[0];
  return (
    <span className="flex min-w-0 flex-col">
      {t.has(name) ? t(name) : surface}
      <span className="break-all text-muted text-xs">{task ?? host}</span>
    </span>
  );
}

function What({ row: { message, error, digest } }: { row: ServiceError }) {
  const t = useTranslations("operatorRecords.logs");
  return (
    <div className="flex min-w-0 flex-col gap-1 font-normal">
      <span className="font-medium">{message}</span>
      {error && <span className="break-words text-muted text-xs">{error.split("\n")[0]}</span>}
      {digest && <span className="text-muted text-xs">{t("digest", { digest })}</span>}
      {error?.includes("\n") && (
        <details className="text-xs">
          <summary className="cursor-pointer text-muted">{t("details")}</summary>
          <pre className="mt-1 max-h-64 max-w-full overflow-auto whitespace-pre-wrap break-all">
            {error}
          </pre>
        </details>
      )}
    </div>
  );
}
