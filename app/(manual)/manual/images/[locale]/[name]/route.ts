import { publicRoute } from "@/lib/auth/route";
import { readManualImage } from "@/lib/manual/queries";

export const GET = publicRoute<{ locale: string; name: string }>(async (_, { locale, name }) => {
  const image = await readManualImage(locale, name);
  return new Response(Buffer.from(image), {
    headers: { "Content-Type": "image/webp", "Cache-Control": "public, max-age=3600" },
  });
});
