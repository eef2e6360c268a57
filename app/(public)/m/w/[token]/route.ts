import { publicRoute } from "@/lib/auth/route";
import { findWebVersion } from "@/lib/tracking/queries";

/** A recipient's mail as a document of its own, under the policy that the proxy sets for this path. */
export const GET = publicRoute(
  async (_request, { token = "" }) => {
    const headers = {
      "cache-control": "no-store, private",
      "x-robots-tag": "noindex, nofollow, noarchive",
    };
    const mail = await findWebVersion(token);
    if (!mail) return new Response(null, { status: 404, headers });
    const type = mail.html === undefined ? "text/plain" : "text/html";
    return new Response(mail.html ?? mail.text, {
      headers: { ...headers, "content-type": `${type}; charset=utf-8` },
    });
  },
  { isForPrograms: true },
);
