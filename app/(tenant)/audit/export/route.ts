import { Readable } from "node:stream";
import { exportAudit } from "@/lib/audit-exports/mutations";
import { auditFilterSchema, auditFormatSchema } from "@/lib/audit-exports/schema";
import { tenantRoute } from "@/lib/auth/route";
import { CsvEncoder, csvResponse } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";
import { readUrlQuery } from "@/lib/page-query";

export const GET = tenantRoute(
  async (ctx, request) => {
    const query = readUrlQuery(request.nextUrl.searchParams);
    const format = auditFormatSchema.parse(query.format);
    const lines = await exportAudit(ctx, auditFilterSchema.parse(query), format);
    const name = `audit-${toJstIso(new Date()).slice(0, 10)}`;
    if (format === "csv") {
      const encoding = "utf-8-bom";
      return csvResponse(lines, new CsvEncoder(encoding), { encoding, fileName: `${name}.csv` });
    }
    return new Response(Readable.toWeb(Readable.from(lines)) as ReadableStream, {
      headers: {
        "content-type": "application/jsonl; charset=utf-8",
        "content-disposition": `attachment; filename="${name}.jsonl"`,
        "cache-control": "no-store",
      },
    });
  },
  { permission: "audit:read", needsProof: true, isExport: true },
);
