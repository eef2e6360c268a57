import { publicRoute } from "@/lib/auth/route";
import { tenantFeed } from "@/lib/notice-feed/queries";

export const GET = publicRoute<{ token: string }>(async (request, { token }) => {
  const locale = request.nextUrl.searchParams.get("lang") === "en" ? "en" : "ja";
  return new Response(await tenantFeed(token, locale), {
    headers: {
      "content-type": "application/atom+xml; charset=utf-8",
      "cache-control": "private, max-age=300",
    },
  });
});
