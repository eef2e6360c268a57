import { publicRoute } from "@/lib/auth/route";
import { followLink } from "@/lib/tracking/mutations";
import { isPersonal } from "@/lib/tracking/rules";

/** Leads on to where the delivery's own link was written to lead, and nowhere else. */
export const GET = publicRoute(
  async (request, { token = "", link = "" }) => {
    const linkNo = /^\d{1,4}$/.test(link) ? Number(link) : 0;
    const location = await followLink(token, linkNo, isPersonal(request));
    const headers = {
      "cache-control": "no-store, private",
      "x-robots-tag": "noindex, nofollow",
    };
    return location
      ? new Response(null, { status: 302, headers: { ...headers, location } })
      : new Response(null, { status: 404, headers });
  },
  { isForPrograms: true },
);
