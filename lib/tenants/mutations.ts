import { eq } from "drizzle-orm";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import type { UpdateTenantInput } from "./schema";

/** Changes the environment's name and what its mails must state. */
export async function updateTenant(ctx: TenantContext, input: UpdateTenantInput): Promise<void> {
  authorize(ctx, "settings:write");
  await transaction(ctx, async (tx) => {
    const [before] = await tx
      .select({
        name: tenants.name,
        legalName: tenants.legalName,
        postalAddress: tenants.postalAddress,
        complaintContact: tenants.complaintContact,
      })
      .from(tenants)
      .where(eq(tenants.id, ctx.tenantId))
      .for("update");
    if (!before) throw notFound();
    await tx
      .update(tenants)
      .set({ ...input, updatedAt: new Date() })
      .where(eq(tenants.id, ctx.tenantId));
    await recordAudit(tx, ctx, {
      action: "tenant.updated",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before, after: input },
    });
  });
}
