import { getTranslations } from "next-intl/server";
import { tenantRoute } from "@/lib/auth/route";
import { exportDeliveries } from "@/lib/delivery-totals/mutations";
import { exportListSchema } from "@/lib/delivery-totals/schema";
import { CsvEncoder, csvResponse } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import { readUrlQuery } from "@/lib/page-query";

export const GET = tenantRoute(
  async (ctx, request) => {
    const input = exportListSchema.parse(readUrlQuery(request.nextUrl.searchParams));
    const t = await getTranslations("deliveries");
    const totals = await getTranslations("deliveryTotals");
    const lines = await exportDeliveries(ctx, input, {
      headers: totals.raw("exportHeaders"),
      state: (state) => t(`states.${state}`),
    });
    const stamp = toJstIso(new Date()).slice(0, 16).replace(/[-:T]/g, "");
    return csvResponse(lines, new CsvEncoder(input.encoding), {
      encoding: input.encoding,
      fileName: `deliveries-${stamp}.csv`,
    });
  },
  { permission: "history:export", needsProof: true, isExport: true },
);
