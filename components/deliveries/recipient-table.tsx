import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Tone } from "@/components/ui/tone";
import { formatDateTime } from "@/lib/format";
import type { LogRow } from "@/lib/history/queries";
import { type RecipientState, recipientMarks } from "@/lib/history/rules";
import { paths } from "@/lib/paths";
import { reasonText } from "./reason-text";

const tones: Record<RecipientState, Tone> = {
  queued: "neutral",
  sending: "accent",
  accepted: "info",
  delivered: "success",
  bounced: "danger",
  failed: "danger",
  suppressed: "neutral",
  cancelled: "neutral",
  unknown: "warning",
};

const markTimes = {
  opened: "openedAt",
  clicked: "clickedAt",
  complained: "complainedAt",
  unsubscribed: "unsubscribedAt",
} as const;

type Props = { deliveryId: string; rows: readonly LogRow[] };

export function RecipientTable({ deliveryId, rows }: Props) {
  const reactions = useTranslations("reactions");
  const t = useTranslations("deliveries");
  const sending = useTranslations("sending");
  const columns: Column<LogRow>[] = [
    {
      id: "email",
      header: t("log.email"),
      isRowHeader: true,
      render: (row) => <TextLink href={paths.address(row.addressId)}>{row.email}</TextLink>,
    },
    {
      id: "state",
      header: t("state"),
      render: ({ state }) => <Badge tone={tones[state]}>{t(`recipientStates.${state}`)}</Badge>,
    },
    { id: "at", header: t("log.at"), render: ({ at }) => <DateTime value={at} /> },
    {
      id: "reason",
      header: t("log.reason"),
      render: ({ reason }) => (reason ? reasonText(sending, reason) : t("none")),
    },
    { id: "marks", header: t("log.marks"), hideBelow: "md", render: (row) => <Marks row={row} /> },
    {
      id: "events",
      header: reactions("more"),
      align: "end",
      render: ({ addressId }) => (
        <TextLink href={paths.deliveryRecipient(deliveryId, addressId)}>
          {reactions("open")}
        </TextLink>
      ),
    },
  ];
  return (
    <Table
      caption={t("log.title")}
      columns={columns}
      rows={rows}
      getRowId={(row) => `${row.batchNo}:${row.addressId}`}
    />
  );
}

function Marks({ row }: { row: LogRow }) {
  const t = useTranslations("deliveries");
  const locale = useLocale();
  const found = recipientMarks.flatMap((mark) => {
    const at = row[markTimes[mark]];
    return at ? [{ mark, at }] : [];
  });
  if (found.length === 0) return <>{t("none")}</>;
  return (
    <span className="flex flex-col text-xs tabular-nums">
      {found.map(({ mark, at }) => (
        <span key={mark}>
          {t("log.markAt", { mark: t(`marks.${mark}`), at: formatDateTime(at, locale) })}
        </span>
      ))}
    </span>
  );
}
