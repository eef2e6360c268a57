import { and, eq } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { type CompiledDelivery, compileDelivery } from "./compose";

const mostKept = 50;
const kept = new Map<string, CompiledDelivery>();

/** The delivery's compiled content; what is frozen never changes, so a process compiles it once. */
export async function compiledDelivery(
  ctx: TenantContext,
  deliveryId: string,
): Promise<CompiledDelivery> {
  authorize(ctx, "deliveries:send");
  const key = `${ctx.tenantId}:${deliveryId}`;
  const content = kept.get(key) ?? (await load(ctx, deliveryId));
  kept.delete(key);
  kept.set(key, content);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest) kept.delete(oldest);
  return content;
}

async function load(ctx: TenantContext, deliveryId: string): Promise<CompiledDelivery> {
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ frozen: deliveries.frozen })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, deliveryId))),
  );
  if (!row?.frozen) throw new Error(`delivery ${deliveryId} is not prepared`);
  return compileDelivery(row.frozen, { baseUrl: env().ECAI_URL });
}
