import { publicRoute } from "@/lib/auth/route";
import { readOpenMetrics } from "@/lib/metrics/queries";

export const dynamic = "force-dynamic";

export const GET = publicRoute(
  async () => {
    const { type, text } = await readOpenMetrics();
    return new Response(text, { headers: { "content-type": type } });
  },
  { surface: "operator", isForPrograms: true },
);
