import { getTranslations } from "next-intl/server";
import { reasonText } from "@/components/deliveries/reason-text";
import { tenantRoute } from "@/lib/auth/route";
import { CsvEncoder, csvResponse } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import { exportRecipients } from "@/lib/history/mutations";
import { exportLogSchema } from "@/lib/history/schema";
import { readUrlQuery } from "@/lib/page-query";

const demand = { permission: "history:export", needsProof: true, isExport: true } as const;

export const GET = tenantRoute(async (ctx, request, { id = "" }) => {
  const input = exportLogSchema.parse(readUrlQuery(request.nextUrl.searchParams));
  const [t, sending] = await Promise.all([
    getTranslations("deliveries"),
    getTranslations("sending"),
  ]);
  const lines = await exportRecipients(ctx, id, input, {
    headers: t.raw("log.exportHeaders"),
    state: (state) => t(`recipientStates.${state}`),
    reason: (reason) => reasonText(sending, reason),
  });
  const stamp = toJstIso(new Date()).slice(0, 16).replace(/[-:T]/g, "");
  return csvResponse(lines, new CsvEncoder(input.encoding), {
    encoding: input.encoding,
    fileName: `recipients-${stamp}.csv`,
  });
}, demand);
