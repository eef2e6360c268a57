import "server-only";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type DeliverySummary, listDeliveries } from "@/lib/deliveries/queries";
import { csvLine } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import type { ExportListInput } from "./schema";

export type ListWords = {
  headers: readonly string[];
  state: (state: DeliverySummary["state"]) => string;
};

/** Notes who takes the list out, then hands over its lines, read page by page. Times are JST with +09:00. */
export async function exportDeliveries(
  ctx: TenantContext,
  { encoding, ...filter }: ExportListInput,
  words: ListWords,
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "history:export");
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "delivery.listExported",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { encoding, ...filter },
    }),
  );
  return lines(ctx, filter, words);
}

async function* lines(
  ctx: TenantContext,
  filter: Omit<ExportListInput, "encoding">,
  words: ListWords,
): AsyncGenerator<string> {
  yield csvLine(words.headers);
  let after: string | undefined;
  do {
    const page = await listDeliveries(ctx, { ...filter, after });
    if (page.deliveries.length > 0)
      yield page.deliveries.map((row) => csvLine(cells(row, words))).join("");
    after = page.next ?? undefined;
  } while (after);
}

function cells({ name, subject, state, at, totals }: DeliverySummary, words: ListWords): string[] {
  const { audience, sent, delivered, opened, clicked, bounced, complained } = totals;
  const counts = [audience, sent, delivered, opened, clicked, bounced, complained].map(String);
  return [name, subject, words.state(state), toJstIso(at), ...counts];
}
