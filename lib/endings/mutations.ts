import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { contractEndings, tenantEndings } from "@/db/schema/endings";
import { tenants } from "@/db/schema/tenants";
import { users } from "@/db/schema/users";
import { readTransaction, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { jstDay } from "@/lib/backups/rules";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { tellEnding } from "@/lib/payers/mutations";
import { enqueue } from "@/lib/queue/enqueue";
import { cancelQueuedRecipients } from "@/lib/sending/mutations";
import { cancellationMail } from "./email";
import { isOver } from "./rules";
import type { CancelContractInput, EndingJobInput } from "./schema";

/** Ends the contract on a day: from now on data is only read and exported, and planned deliveries are called off. */
export async function cancelContract(
  ctx: TenantContext,
  input: CancelContractInput,
): Promise<{ cancelled: number }> {
  authorize(ctx, "contract:end");
  return transaction(ctx, async (tx) => {
    const tenant = await lockTenant(tx, ctx);
    if (tenant.state !== "active") throw new AppError("conflict", "endings.errors.notActive");
    if (input.companyName !== tenant.name)
      throw fieldError("companyName", "endings.errors.nameDiffers");
    const { reason, note, endsOn } = input;
    await tx
      .insert(contractEndings)
      .values({ tenantId: ctx.tenantId, reason, note, endsOn, requestedBy: ctx.actor.id });
    await tx.insert(tenantEndings).values({ tenantId: ctx.tenantId, endsOn });
    await setTenantState(tx, ctx, "closing");
    const cancelled = await cancelPlanned(tx, ctx);
    await recordAudit(tx, ctx, {
      action: "contract.cancelled",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: {
        before: { state: "active" },
        after: { state: "closing", endsOn },
        reason,
        cancelled,
      },
    });
    await enqueue(tx, "endings.confirm", { tenantId: ctx.tenantId, cancelled });
    await enqueue(tx, "payers.follow-ending", { tenantId: ctx.tenantId });
    await tellEnding(tx, ctx.tenantId, { kind: "cancelled", endsOn, at: new Date() });
    return { cancelled };
  });
}

async function lockTenant(tx: Transaction, ctx: TenantContext) {
  const [tenant] = await tx
    .select({ name: tenants.name, state: tenants.state })
    .from(tenants)
    .where(eq(tenants.id, ctx.tenantId))
    .for("update");
  if (!tenant) throw notFound();
  return tenant;
}

async function setTenantState(tx: Transaction, ctx: TenantContext, state: "active" | "closing") {
  await tx
    .update(tenants)
    .set({ state, updatedAt: new Date() })
    .where(eq(tenants.id, ctx.tenantId));
}

/** Nobody could stop them later: deliveries that have yet to start, or to go on, are called off. */
async function cancelPlanned(tx: Transaction, ctx: TenantContext): Promise<number> {
  const rows = await tx
    .update(deliveries)
    .set({ state: "cancelled", finishedAt: new Date(), updatedAt: new Date() })
    .where(
      and(
        eq(deliveries.tenantId, ctx.tenantId),
        inArray(deliveries.state, ["scheduled", "paused"]),
      ),
    )
    .returning({ id: deliveries.id, pausedFrom: deliveries.pausedFrom });
  for (const { id, pausedFrom } of rows) {
    const cancelled = await cancelQueuedRecipients(tx, ctx.tenantId, id);
    await recordAudit(tx, ctx, {
      action: "delivery.cancelled",
      targetType: "delivery",
      targetId: id,
      details: {
        before: { state: pausedFrom === null ? "scheduled" : "paused" },
        after: { state: "cancelled" },
        because: "contract.cancelled",
        cancelled,
      },
    });
  }
  return rows.length;
}

/** Takes the cancellation back as long as the contract's last day is not over; what was called off stays so. */
export async function withdrawCancellation(ctx: TenantContext): Promise<void> {
  authorize(ctx, "contract:end");
  await transaction(ctx, async (tx) => {
    const tenant = await lockTenant(tx, ctx);
    const [ending] = await tx
      .delete(contractEndings)
      .where(eq(contractEndings.tenantId, ctx.tenantId))
      .returning({ endsOn: contractEndings.endsOn });
    if (tenant.state !== "closing" || !ending) throw new AppError("conflict");
    if (isOver(ending.endsOn, jstDay(new Date())))
      throw new AppError("expired", "endings.errors.over");
    await tx
      .delete(tenantEndings)
      .where(and(eq(tenantEndings.tenantId, ctx.tenantId), eq(tenantEndings.state, "closing")));
    await setTenantState(tx, ctx, "active");
    await recordAudit(tx, ctx, {
      action: "contract.withdrawn",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: {
        before: { state: "closing", endsOn: ending.endsOn },
        after: { state: "active" },
      },
    });
    await enqueue(tx, "payers.follow-ending", { tenantId: ctx.tenantId });
    await tellEnding(tx, ctx.tenantId, {
      kind: "withdrawn",
      endsOn: ending.endsOn,
      at: new Date(),
    });
  });
}

/** Tells every master account that the contract ends, when its data goes, and what was called off. */
export async function confirmCancellation(ctx: TenantContext, { cancelled }: EndingJobInput) {
  authorize(ctx, "contract:end");
  const found = await readTransaction(ctx, async (tx) => {
    const [ending] = await tx
      .select({
        endsOn: contractEndings.endsOn,
        company: tenants.name,
        at: contractEndings.requestedAt,
      })
      .from(contractEndings)
      .innerJoin(tenants, eq(tenants.id, contractEndings.tenantId))
      .where(eq(contractEndings.tenantId, ctx.tenantId));
    const masters = await tx
      .select({ id: users.id, email: users.email })
      .from(users)
      .where(
        and(eq(users.tenantId, ctx.tenantId), eq(users.role, "master"), eq(users.state, "active")),
      );
    return ending ? { ending, masters } : null;
  });
  if (!found) return;
  const { subject, body } = await cancellationMail("ja", { ...found.ending, cancelled });
  for (const { id, email } of found.masters) {
    const idempotencyKey = `ending:${id}:${found.ending.at.getTime()}`;
    await sendAccountMail({ to: email, subject, body, idempotencyKey });
  }
}
