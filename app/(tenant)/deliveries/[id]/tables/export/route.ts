import { getTranslations } from "next-intl/server";
import { eventName } from "@/components/deliveries/event-name";
import { reasonText } from "@/components/deliveries/reason-text";
import { tenantRoute } from "@/lib/auth/route";
import { CsvEncoder, csvResponse } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import { exportDeliveryTable } from "@/lib/history-tables/mutations";
import { deliveryTableSchema } from "@/lib/history-tables/schema";
import { readUrlQuery } from "@/lib/page-query";

const demand = { permission: "history:export", needsProof: true, isExport: true } as const;

export const GET = tenantRoute(async (ctx, request, { id = "" }) => {
  const input = deliveryTableSchema.parse(readUrlQuery(request.nextUrl.searchParams));
  const [t, tables, reactions, sending] = await Promise.all([
    getTranslations("deliveries"),
    getTranslations("historyTables"),
    getTranslations("reactions"),
    getTranslations("sending"),
  ]);
  const lines = await exportDeliveryTable(ctx, id, input, {
    headers: tables.raw(`headers.${input.table}`),
    state: (state) => t(`recipientStates.${state}`),
    reason: (reason) => reasonText(sending, reason),
    event: (type) => eventName(reactions, type),
  });
  const stamp = toJstIso(new Date()).slice(0, 16).replace(/[-:T]/g, "");
  return csvResponse(lines, new CsvEncoder(input.encoding), {
    encoding: input.encoding,
    fileName: `delivery-${input.table}-${stamp}.csv`,
  });
}, demand);
