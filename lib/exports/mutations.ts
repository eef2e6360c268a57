import "server-only";
import { addresses } from "@/db/schema/addresses";
import { transaction } from "@/db/transaction";
import { filterCondition } from "@/lib/addresses/queries";
import type { AddressFilter } from "@/lib/addresses/schema";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type ExportLabels, streamAddressCsv } from "./queries";
import { CsvEncoder, csvResponse, type ExportEncoding } from "./rules";

export type AddressExport = {
  filter: AddressFilter;
  encoding: ExportEncoding;
  labels: ExportLabels;
  fileName: string;
};

/** Records that addresses leave the service before the first one does, and answers with them as a file. */
export async function exportAddresses(ctx: TenantContext, input: AddressExport): Promise<Response> {
  authorize(ctx, "addresses:export");
  const { filter, encoding, labels, fileName } = input;
  await transaction(ctx, async (tx) => {
    const count = await tx.$count(addresses, filterCondition(ctx.tenantId, filter));
    await recordAudit(tx, ctx, {
      action: "address.exported",
      details: { count, encoding, filter },
    });
  });
  const encoder = new CsvEncoder(encoding);
  return csvResponse(streamAddressCsv(ctx, filter, labels), encoder, {
    encoding,
    fileName,
    onEnd: () => recordReplaced(ctx, encoder.replaced, encoding),
  });
}

/** Characters that the encoding does not have became `?`: the log tells how many. */
async function recordReplaced(
  ctx: TenantContext,
  count: number,
  encoding: ExportEncoding,
): Promise<void> {
  if (count === 0) return;
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "address.export_characters_replaced",
      details: { count, encoding },
    }),
  );
}
