import { useTranslations } from "next-intl";
import { useActionName } from "@/components/audit/use-action-name";
import { reasonText } from "@/components/deliveries/reason-text";
import { UnsubscribeReason } from "@/components/suppressions/unsubscribe-reason";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Tone } from "@/components/ui/tone";
import { addressSources } from "@/db/values";
import type { HistoryEntry } from "@/lib/address-history/queries";
import type { HistoryKind } from "@/lib/address-history/rules";
import type { CursorPage } from "@/lib/cursor";
import { paths } from "@/lib/paths";

const tones: Partial<Record<HistoryKind, Tone>> = {
  delivered: "success",
  accepted: "info",
  opened: "success",
  clicked: "success",
  bounced: "danger",
  failed: "danger",
  complained: "danger",
  unsubscribed: "warning",
  stopped: "warning",
  unknown: "warning",
};

type AddressHistoryProps = { addressId: string; history: CursorPage<HistoryEntry> };

/** What happened to the address and who changed it, newest first. */
export function AddressHistory({ addressId, history }: AddressHistoryProps) {
  const t = useTranslations("addresses");
  const href = (name: string, cursor: string | null) =>
    cursor && `${paths.address(addressId)}?${new URLSearchParams({ [name]: cursor })}`;
  return (
    <Card title={t("history.title")} isFlush>
      <Table
        caption={t("history.caption")}
        columns={useColumns()}
        rows={history.rows}
        getRowId={({ key }) => key}
        empty={<EmptyState isCompact title={t("history.empty")} />}
      />
      <Pagination
        prevHref={href("before", history.previous)}
        nextHref={href("after", history.next)}
      />
    </Card>
  );
}

function useColumns(): Column<HistoryEntry>[] {
  const t = useTranslations("addresses.history");
  return [
    { id: "at", header: t("at"), render: ({ at }) => <DateTime value={at} /> },
    {
      id: "what",
      header: t("what"),
      isRowHeader: true,
      render: (entry) => <What entry={entry} />,
    },
    { id: "about", header: t("about"), render: (entry) => <About entry={entry} /> },
  ];
}

function What({ entry: { kind, change } }: { entry: HistoryEntry }) {
  const t = useTranslations("addresses.history");
  const nameOf = useActionName();
  if (change) return nameOf(change.action);
  return <StatusBadge tone={tones[kind] ?? "neutral"}>{t(`kinds.${kind}`)}</StatusBadge>;
}

function About({ entry }: { entry: HistoryEntry }) {
  const { kind, delivery, detail, change } = entry;
  const t = useTranslations("addresses");
  const sending = useTranslations("sending");
  if (change) {
    const name = change.actorName;
    return name === null ? t("history.byRecipient") : t("history.by", { name });
  }
  if (kind === "registered" && detail) {
    const source = addressSources.find((name) => name === detail);
    return source ? t(`sources.${source}`) : null;
  }
  return (
    <>
      {delivery && <TextLink href={paths.delivery(delivery.id)}>{delivery.name}</TextLink>}
      {detail && <p className="text-muted text-xs">{reasonText(sending, detail)}</p>}
      <UnsubscribeReason cause={entry.cause} comment={entry.comment} />
    </>
  );
}
