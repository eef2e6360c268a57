import { operatorRoute } from "@/lib/auth/route";
import { openSupportFile } from "@/lib/support-desk/mutations";
import { downloadHeaders } from "@/lib/support-files/rules";

export const dynamic = "force-dynamic";

export const GET = operatorRoute(async (operator, _request, { tenantId = "", id = "" }) => {
  const { name, content } = await openSupportFile(operator, { tenantId, id });
  return new Response(new Uint8Array(content), { headers: downloadHeaders(name, content.length) });
});
