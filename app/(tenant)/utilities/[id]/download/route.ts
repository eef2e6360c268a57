import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { tenantRoute } from "@/lib/auth/route";
import { toJstIso } from "@/lib/format";
import { openExport } from "@/lib/utilities/mutations";

export const GET = tenantRoute(
  async (ctx, _request, params) => {
    const { file, bytes, createdAt } = await openExport(ctx, params.id ?? "");
    const name = `ecai-export-${toJstIso(createdAt).slice(0, 16).replace(/[-:]/g, "")}.zip`;
    return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
      headers: {
        "content-type": "application/zip",
        "content-length": String(bytes),
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
      },
    });
  },
  { permission: "utilities:use", needsProof: true, isExport: true },
);
