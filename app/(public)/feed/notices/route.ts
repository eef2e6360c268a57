import { publicRoute } from "@/lib/auth/route";
import { publicFeed } from "@/lib/notice-feed/queries";

export const GET = publicRoute(async (request) => {
  const locale = request.nextUrl.searchParams.get("lang") === "en" ? "en" : "ja";
  return new Response(await publicFeed(locale), {
    headers: {
      "content-type": "application/atom+xml; charset=utf-8",
      "cache-control": "public, max-age=300",
    },
  });
});
