import { eq } from "drizzle-orm";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";

/** The caller's own environment; every user may see it. */
export async function getTenant(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx.select().from(tenants).where(eq(tenants.id, ctx.tenantId)),
  );
  if (!row) throw notFound();
  return row;
}

export type Tenant = Awaited<ReturnType<typeof getTenant>>;
