import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { type Column, Table } from "@/components/ui/table";
import type { RecipientEvent } from "@/lib/reactions/queries";
import { eventName } from "./event-name";

/** Everything that happened to one recipient's mail, the earliest first. */
export function EventTable({ events }: { events: readonly RecipientEvent[] }) {
  const t = useTranslations("reactions");
  const columns: Column<RecipientEvent>[] = [
    { id: "at", header: t("at"), render: ({ at }) => <DateTime value={at} /> },
    {
      id: "event",
      header: t("event"),
      isRowHeader: true,
      render: ({ type }) => eventName(t, type),
    },
    {
      id: "detail",
      header: t("detail"),
      render: ({ detail, isAutomatic }) => (
        <span className="break-all">{detail ?? (isAutomatic ? t("automatic") : "–")}</span>
      ),
    },
  ];
  return <Table caption={t("history")} columns={columns} rows={events} getRowId={({ id }) => id} />;
}
