import "server-only";
import { eq } from "drizzle-orm";
import { sendingSettings } from "@/db/schema/sending-settings";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { defaultSettings, type SendingSettings } from "./schema";

export async function getSendingSettings(ctx: TenantContext): Promise<SendingSettings> {
  authorize(ctx, "deliveries:read");
  const [found] = await readTransaction(ctx, (tx) =>
    tx
      .select({
        tracks: sendingSettings.tracks,
        quietFrom: sendingSettings.quietFrom,
        quietUntil: sendingSettings.quietUntil,
        mostBounces: sendingSettings.mostBounces,
        mostComplaints: sendingSettings.mostComplaints,
      })
      .from(sendingSettings)
      .where(eq(sendingSettings.tenantId, ctx.tenantId)),
  );
  return found ?? defaultSettings;
}
