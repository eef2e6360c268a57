import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { tenantRoute } from "@/lib/auth/route";
import { openPack } from "@/lib/evidence/mutations";
import { toJstIso } from "@/lib/format";

export const GET = tenantRoute(
  async (ctx, _request, params) => {
    const { file, bytes, createdAt } = await openPack(ctx, params.id ?? "");
    const name = `ecai-evidence-${toJstIso(createdAt).slice(0, 16).replace(/[-:]/g, "")}.zip`;
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
