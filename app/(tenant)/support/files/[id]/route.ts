import { tenantRoute } from "@/lib/auth/route";
import { readSupportFile } from "@/lib/support-files/queries";
import { downloadHeaders } from "@/lib/support-files/rules";

export const dynamic = "force-dynamic";

export const GET = tenantRoute(
  async (ctx, _request, params) => {
    const { name, content } = await readSupportFile(ctx, params.id ?? "");
    return new Response(new Uint8Array(content), {
      headers: downloadHeaders(name, content.length),
    });
  },
  { permission: "support:use" },
);
