import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import type { OutboxChannel, OutboxState } from "@/lib/outbox/schema";

const tones = {
  queued: "neutral",
  sending: "info",
  told: "success",
  failed: "danger",
  unknown: "warning",
  off: "neutral",
} as const;

export function OutboxStateBadge({ state }: { state: OutboxState }) {
  const t = useTranslations("notices.outbox.states");
  return <StatusBadge tone={tones[state]}>{t(state)}</StatusBadge>;
}

export type ToldRow = {
  id: string;
  part: string;
  channel: OutboxChannel;
  target: string;
  state: OutboxState;
  toldAt: Date | null;
};

/** Which channels a customer was told by, and when. */
export function ToldTable({ rows }: { rows: ToldRow[] }) {
  const t = useTranslations("notices.outbox");
  return (
    <Table
      caption={t("title")}
      rows={rows}
      getRowId={({ id }) => id}
      columns={[
        {
          id: "what",
          header: t("what"),
          render: ({ part }) => (part === "" ? t("first") : t("update")),
        },
        {
          id: "channel",
          header: t("channel"),
          isRowHeader: true,
          render: ({ channel }) => t(`channels.${channel}`),
        },
        {
          id: "target",
          header: t("target"),
          render: ({ channel, target }) => (channel === "mail" ? target : t("own")),
        },
        {
          id: "state",
          header: t("state"),
          render: ({ state }) => <OutboxStateBadge state={state} />,
        },
        {
          id: "toldAt",
          header: t("toldAt"),
          render: ({ toldAt }) => (toldAt ? <DateTime value={toldAt} /> : "—"),
        },
      ]}
    />
  );
}
