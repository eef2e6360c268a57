import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccounts } from "@/db/schema/billing";
import { tenantChannels } from "@/db/schema/tenant-channels";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { formatDate } from "@/lib/format";
import { mailTranslator } from "@/lib/mail/translator";
import { tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import { findOldestUnpaid, readGraceDays } from "./queries";
import { arrearsStage, stopsAt } from "./rules";

/** The customer's billing row, made where there is none, and locked. */
export async function lockBillingAccount(tx: Transaction, tenantId: string) {
  await tx.insert(billingAccounts).values({ tenantId }).onConflictDoNothing();
  const [row] = await tx
    .select()
    .from(billingAccounts)
    .where(eq(billingAccounts.tenantId, tenantId))
    .for("update");
  if (!row) throw new Error("billing account was not stored");
  return row;
}

/**
 * Brings the customer's state in step with its invoices in the caller's transaction: tells the master accounts of an
 * unpaid one, stops at the end of the grace, and resumes when nothing is unpaid. Calling it again changes nothing.
 */
export async function settleArrears(
  tx: Transaction,
  ctx: TenantContext,
  now = new Date(),
): Promise<void> {
  const account = await lockBillingAccount(tx, ctx.tenantId);
  const unpaid = await findOldestUnpaid(tx, ctx.tenantId);
  if (!unpaid) {
    if (account.unpaidSince) await resume(tx, ctx, account);
    return;
  }
  const graceDays = await readGraceDays();
  const stage = arrearsStage(unpaid.failedAt, graceDays, now);
  const isStopped = stage === "stopped";
  await tx
    .update(billingAccounts)
    .set({
      unpaidSince: unpaid.failedAt,
      stoppedAt: isStopped ? (account.stoppedAt ?? now) : null,
      updatedAt: now,
    })
    .where(eq(billingAccounts.tenantId, ctx.tenantId));
  await tellMasters(tx, ctx, { ...unpaid, stage, stopsAt: stopsAt(unpaid.failedAt, graceDays) });
  if (isStopped === (account.stoppedAt !== null)) return;
  await recordAudit(tx, ctx, {
    action: isStopped ? "billing.stopped" : "billing.resumed",
    targetType: "invoice",
    targetId: unpaid.id,
    details: {
      number: unpaid.number,
      before: { isStopped: !isStopped },
      after: { isStopped },
    },
  });
}

async function resume(
  tx: Transaction,
  ctx: TenantContext,
  { stoppedAt }: { stoppedAt: Date | null },
): Promise<void> {
  await tx
    .update(billingAccounts)
    .set({ unpaidSince: null, stoppedAt: null, updatedAt: new Date() })
    .where(eq(billingAccounts.tenantId, ctx.tenantId));
  if (!stoppedAt) return;
  await recordAudit(tx, ctx, {
    action: "billing.resumed",
    targetType: "tenant",
    details: { before: { isStopped: true }, after: { isStopped: false } },
  });
  const id = `${ctx.tenantId}:${stoppedAt.getTime()}`;
  await tellMasters(tx, ctx, { id, number: "", stage: "resumed", stopsAt: stoppedAt });
}

type Told = { id: string; number: string; stage: string; stopsAt: Date };

async function tellMasters(tx: Transaction, { tenantId }: TenantContext, told: Told) {
  const kind = told.stage.startsWith("reminder") ? "reminder" : told.stage;
  const text = async (locale: "ja" | "en") => {
    const t = await mailTranslator(locale, "email-billing");
    const facts = { number: told.number, day: formatDate(told.stopsAt, locale) };
    return {
      title: t(`${kind}.title`, facts),
      body: t(`${kind}.body`, facts),
      link: paths.billing,
    };
  };
  const masters = await tx
    .select({ email: users.email, locale: tenantChannels.locale })
    .from(users)
    .leftJoin(tenantChannels, eq(tenantChannels.tenantId, users.tenantId))
    .where(and(eq(users.tenantId, tenantId), eq(users.role, "master"), eq(users.state, "active")));
  await tell(
    tx,
    { type: "billing", id: told.id, part: told.stage },
    { ja: await text("ja"), en: await text("en") },
    masters.map(({ email, locale }) => ({
      channel: "mail",
      to: email,
      tenantId,
      locale: locale ?? "ja",
    })),
  );
}

/** Reminds, stops or resumes one customer by the clock. */
export async function watchArrears(ctx: TenantContext, now = new Date()): Promise<void> {
  authorize(ctx, "billing:write");
  await transaction(ctx, (tx) => settleArrears(tx, ctx, now));
}
