import { getTranslations } from "next-intl/server";
import { tenantRoute } from "@/lib/auth/route";
import { CsvEncoder, csvResponse } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import { exportTotals } from "@/lib/history-tables/mutations";
import { totalsTableSchema } from "@/lib/history-tables/schema";
import { readUrlQuery } from "@/lib/page-query";

export const GET = tenantRoute(
  async (ctx, request) => {
    const input = totalsTableSchema.parse(readUrlQuery(request.nextUrl.searchParams));
    const tables = await getTranslations("historyTables");
    const lines = await exportTotals(ctx, input, { headers: tables.raw(`headers.${input.table}`) });
    const stamp = toJstIso(new Date()).slice(0, 16).replace(/[-:T]/g, "");
    return csvResponse(lines, new CsvEncoder(input.encoding), {
      encoding: input.encoding,
      fileName: `deliveries-${input.table}-${stamp}.csv`,
    });
  },
  { permission: "history:export", needsProof: true, isExport: true },
);
