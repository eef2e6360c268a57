import { getTranslations } from "next-intl/server";
import { addressFilterSchema } from "@/lib/addresses/schema";
import { tenantRoute } from "@/lib/auth/route";
import { exportAddresses } from "@/lib/exports/mutations";
import { exportEncodingSchema } from "@/lib/exports/schema";
import { toJstIso } from "@/lib/format";
import { readUrlQuery } from "@/lib/page-query";

const demand = { permission: "addresses:export", needsProof: true, isExport: true } as const;

export const GET = tenantRoute(async (ctx, request) => {
  const query = readUrlQuery(request.nextUrl.searchParams);
  const t = await getTranslations("exports");
  const states = {
    active: t("states.active"),
    unsubscribed: t("states.unsubscribed"),
    bounced: t("states.bounced"),
    complained: t("states.complained"),
    manual: t("states.manual"),
  };
  return exportAddresses(ctx, {
    filter: addressFilterSchema.parse(query),
    encoding: exportEncodingSchema.parse(query.encoding),
    labels: {
      email: t("columns.email"),
      name: t("columns.name"),
      tags: t("columns.tags"),
      state: t("columns.state"),
      createdAt: t("columns.createdAt"),
      states,
    },
    fileName: `addresses-${toJstIso(new Date()).slice(0, 10)}.csv`,
  });
}, demand);
