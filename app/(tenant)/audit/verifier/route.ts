import { readFile } from "node:fs/promises";
import path from "node:path";
import { tenantRoute } from "@/lib/auth/route";

const file = "verify-audit.mjs";

export const GET = tenantRoute(
  async () => {
    const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "content", "verifier");
    return new Response(await readFile(path.join(folder, file)), {
      headers: {
        "content-type": "text/javascript; charset=utf-8",
        "content-disposition": `attachment; filename="${file}"`,
      },
    });
  },
  { permission: "audit:read" },
);
