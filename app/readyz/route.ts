import { publicRoute } from "@/lib/auth/route";
import { readReadiness } from "@/lib/health/queries";
import { log } from "@/lib/log";

export const dynamic = "force-dynamic";

export const GET = publicRoute(
  async () => {
    try {
      const readiness = await readReadiness();
      const isReady = readiness.workers > 0;
      return Response.json(
        { status: isReady ? "ready" : "no worker", ...readiness },
        { status: isReady ? 200 : 503 },
      );
    } catch (error) {
      log.error({ err: error }, "not ready");
      return Response.json({ status: "no database", isDatabaseReady: false }, { status: 503 });
    }
  },
  { surface: null },
);
