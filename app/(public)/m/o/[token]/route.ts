import { publicRoute } from "@/lib/auth/route";
import { recordOpen } from "@/lib/tracking/mutations";
import { isPersonal } from "@/lib/tracking/rules";

const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** Every token gets the picture, so that nobody can find out which ones are real. */
export const GET = publicRoute(
  async (request, { token = "" }) => {
    if (isPersonal(request)) await recordOpen(token, request.headers.get("user-agent"));
    return new Response(pixel, {
      headers: {
        "content-type": "image/gif",
        "cache-control": "no-store, private",
      },
    });
  },
  { isForPrograms: true },
);
