import "server-only";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getDelivery } from "@/lib/deliveries/queries";
import { getBreakdown, listDomains, listReasons } from "@/lib/delivery-tallies/queries";
import { compareDeliveries, getCourseTotals } from "@/lib/delivery-totals/queries";
import { notFound } from "@/lib/errors";
import { csvLine } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import type { RecipientState } from "@/lib/history/rules";
import { getRecipientHistory, listLinkClicks } from "@/lib/reactions/queries";
import type { DeliveryTableInput, TotalsTableInput } from "./schema";

export type TableWords = {
  headers: readonly string[];
  state: (state: RecipientState) => string;
  reason: (reason: string) => string;
  event: (type: string) => string;
};

type Cells = readonly (string | number)[];

/** Notes who takes a table of a delivery out, then hands over its lines. Times are JST with +09:00. */
export async function exportDeliveryTable(
  ctx: TenantContext,
  deliveryId: string,
  { table, address, encoding }: DeliveryTableInput,
  words: TableWords,
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "history:export");
  const { name } = await getDelivery(ctx, deliveryId);
  const rows = await deliveryRows(ctx, deliveryId, { table, address, encoding }, words);
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "delivery.tableExported",
      targetType: "delivery",
      targetId: deliveryId,
      details: { name, table, encoding, ...(address ? { addressId: address } : {}) },
    }),
  );
  return lines(words.headers, rows);
}

async function deliveryRows(
  ctx: TenantContext,
  id: string,
  { table, address }: DeliveryTableInput,
  words: TableWords,
): Promise<Cells[]> {
  if (table === "events") return eventRows(ctx, id, address, words);
  if (table === "reasons")
    return (await listReasons(ctx, id)).map(({ state, reason, code, count }) => [
      words.state(state),
      reason ? words.reason(reason) : "",
      code ?? "",
      count,
    ]);
  if (table === "links")
    return (await listLinkClicks(ctx, id)).map(({ url, clicked }) => [url, clicked]);
  if (table === "course")
    return (await getBreakdown(ctx, id)).timeline.buckets.map(
      ({ at, accepted, delivered, opened, bounced }) => [
        toJstIso(at),
        accepted,
        delivered,
        opened,
        bounced,
      ],
    );
  return (await listDomains(ctx, id)).map(({ domain, ...counts }) => [
    domain,
    counts.audience,
    ...countCells(counts),
  ]);
}

async function eventRows(
  ctx: TenantContext,
  id: string,
  address: string | undefined,
  words: TableWords,
): Promise<Cells[]> {
  if (!address) throw notFound();
  const { recipient, events } = await getRecipientHistory(ctx, id, address);
  return events.map(({ at, type, detail }) => [
    recipient.email,
    toJstIso(at),
    words.event(type),
    detail ?? "",
  ]);
}

/** Notes who takes figures of several deliveries out, then hands over their lines. Times are JST with +09:00. */
export async function exportTotals(
  ctx: TenantContext,
  { table, ids, encoding, ...range }: TotalsTableInput,
  words: Pick<TableWords, "headers">,
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "history:export");
  const rows =
    table === "comparison"
      ? (await compareDeliveries(ctx, ids)).map(({ name, subject, startedAt, ...counts }) => [
          name,
          subject,
          startedAt ? toJstIso(startedAt) : "",
          counts.audience,
          ...countCells(counts),
        ])
      : (await getCourseTotals(ctx, range)).periods.map(({ day, deliveries, ...counts }) => [
          day,
          deliveries,
          ...countCells(counts),
        ]);
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "delivery.totalsExported",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { table, encoding, ...(table === "comparison" ? { ids } : range) },
    }),
  );
  return lines(words.headers, rows);
}

type Counts = Record<
  "sent" | "delivered" | "opened" | "clicked" | "bounced" | "complained",
  number
>;

const countCells = (counts: Counts): number[] => [
  counts.sent,
  counts.delivered,
  counts.opened,
  counts.clicked,
  counts.bounced,
  counts.complained,
];

async function* lines(headers: readonly string[], rows: readonly Cells[]): AsyncGenerator<string> {
  yield csvLine(headers);
  for (const row of rows) yield csvLine(row.map(String), true);
}
