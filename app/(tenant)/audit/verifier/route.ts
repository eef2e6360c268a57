import { readFile } from "node:fs/promises";
import path from "node:path";
import { tenantRoute } from "@/lib/auth/route";
import { AppError } from "@/lib/errors";

const file = "verify-audit.mjs";

export const GET = tenantRoute(async (ctx) => {
  if (!ctx.permissions.has("audit:read")) throw new AppError("not_permitted");
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "content", "verifier");
  return new Response(await readFile(path.join(folder, file)), {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "content-disposition": `attachment; filename="${file}"`,
    },
  });
});
