import "server-only";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { getDelivery } from "@/lib/deliveries/queries";
import { csvLine } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import { type LogRow, listRecipients } from "./queries";
import type { ExportLogInput, LogFilter } from "./schema";

export type LogWords = {
  headers: readonly string[];
  state: (state: LogRow["state"]) => string;
  reason: (reason: string) => string;
};

const chunk = 5_000;

/** Notes who takes the log out, then hands over its lines, read chunk by chunk. Times are JST with +09:00. */
export async function exportRecipients(
  ctx: TenantContext,
  deliveryId: string,
  { encoding, ...filter }: ExportLogInput,
  words: LogWords,
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "history:export");
  const { name } = await getDelivery(ctx, deliveryId);
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "delivery.exported",
      targetType: "delivery",
      targetId: deliveryId,
      details: { name, encoding, ...filter },
    }),
  );
  return recipientLines(ctx, deliveryId, filter, words);
}

async function* recipientLines(
  ctx: TenantContext,
  deliveryId: string,
  filter: LogFilter,
  words: LogWords,
): AsyncGenerator<string> {
  yield csvLine(words.headers);
  let after: string | undefined;
  do {
    const page = await listRecipients(ctx, deliveryId, filter, { after, size: chunk });
    if (page.rows.length > 0)
      yield page.rows.map((row) => csvLine(cells(row, words), true)).join("");
    after = page.next ?? undefined;
  } while (after);
}

function cells(row: LogRow, words: LogWords): string[] {
  const time = (date: Date | null) => (date ? toJstIso(date) : "");
  return [
    row.email,
    words.state(row.state),
    time(row.at),
    row.reason ? words.reason(row.reason) : "",
    time(row.acceptedAt),
    time(row.deliveredAt),
    time(row.bouncedAt),
    time(row.openedAt),
    time(row.clickedAt),
    time(row.complainedAt),
    time(row.unsubscribedAt),
  ];
}
