import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { auditAnchors, auditChecks, operatorAuditAnchors } from "@/db/schema/audit-chain";
import { users } from "@/db/schema/users";
import { readTransaction, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { toJstIso } from "@/lib/format";
import { log } from "@/lib/log";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { getTenant } from "@/lib/tenants/queries";
import { anchorMail, operatorAnchorMail } from "./email";
import {
  type ChainReport,
  checkChain,
  findAuditCheck,
  listAuditedTenants,
  readAnchors,
  readHead,
} from "./queries";
import { anchorText } from "./rules";
import type { AnchorInput, AnchorMailInput } from "./schema";

/** Has every tenant's chain of the day that is ending checked, anchored and pruned, and the operators' as well. */
export async function startDailyRun(now = new Date()): Promise<void> {
  const day = toJstIso(now).slice(0, 10);
  for (const { tenantId, isAnchored } of await listAuditedTenants()) {
    const jobKey = `audit-anchor:${tenantId}:${day}`;
    if (!isAnchored)
      await enqueue(controlDb(), "audit.anchor", { tenantId, day }, { jobKey, maxAttempts: 10 });
  }
  await enqueue(controlDb(), "audit.anchor-operator", { day }, { jobKey: `audit-anchor:${day}` });
}

/** Has the caller's whole chain checked by a worker. */
export async function requestCheck(ctx: TenantContext): Promise<void> {
  authorize(ctx, "audit:read");
  await transaction(ctx, async (tx) => {
    await recordAudit(tx, ctx, { action: "audit.check_requested" });
    await writeCheck(tx, ctx, { state: "running", startedAt: new Date() });
    await enqueue(
      tx,
      "audit.check",
      { tenantId: ctx.tenantId },
      { jobKey: `audit-check:${ctx.tenantId}` },
    );
  });
}

type CheckChange = Partial<typeof auditChecks.$inferInsert>;

async function writeCheck(tx: Transaction, ctx: TenantContext, change: CheckChange): Promise<void> {
  await tx
    .insert(auditChecks)
    .values({ tenantId: ctx.tenantId, ...change })
    .onConflictDoUpdate({ target: auditChecks.tenantId, set: change });
}

/** Follows the tenant's whole chain and keeps the outcome for the audit page. */
export async function checkOwnChain(ctx: TenantContext): Promise<ChainReport> {
  authorize(ctx, "audit:read");
  const report = await readTransaction(ctx, (tx) => checkChain(tx, ctx.tenantId));
  const { reached, broken } = report;
  if (broken) log.error({ tenantId: ctx.tenantId, broken }, "audit chain is broken");
  await transaction(ctx, (tx) =>
    writeCheck(tx, ctx, {
      state: broken ? "broken" : "verified",
      seq: reached.seq,
      brokenSeq: broken?.seq ?? null,
      problem: broken?.problem ?? null,
      finishedAt: new Date(),
    }),
  );
  return report;
}

/** Keeps the newest link as the day's anchor and has it mailed to the master accounts; once for each day. */
export async function anchorChain(ctx: TenantContext, { day }: AnchorInput): Promise<void> {
  authorize(ctx, "audit:read");
  await checkOwnChain(ctx);
  await transaction(ctx, async (tx) => {
    const { seq, hash } = await readHead(tx, ctx.tenantId);
    if (seq === 0) return;
    const written = await tx
      .insert(auditAnchors)
      .values({ tenantId: ctx.tenantId, day, seq, hash })
      .onConflictDoNothing()
      .returning({ day: auditAnchors.day });
    if (written.length === 0) return;
    for (const { userId } of await findMasters(tx, ctx)) {
      const jobKey = `audit-anchor-mail:${ctx.tenantId}:${day}:${userId}`;
      const payload = { tenantId: ctx.tenantId, day, userId };
      await enqueue(tx, "audit.mail-anchor", payload, { jobKey });
    }
  });
}

function findMasters(tx: Transaction, ctx: TenantContext) {
  return tx
    .select({ userId: users.id })
    .from(users)
    .where(
      and(eq(users.tenantId, ctx.tenantId), eq(users.role, "master"), eq(users.state, "active")),
    );
}

/** Mails one master account the day's anchor. */
export async function mailAnchor(
  ctx: TenantContext,
  { day, userId }: AnchorMailInput,
): Promise<void> {
  authorize(ctx, "audit:read");
  const found = await readTransaction(ctx, async (tx, inner) => {
    const [user] = await tx
      .select({ name: users.name, email: users.email })
      .from(users)
      .where(
        and(eq(users.tenantId, ctx.tenantId), eq(users.id, userId), eq(users.state, "active")),
      );
    const anchor = (await readAnchors(tx, ctx.tenantId)).find((one) => one.day === day);
    const check = await findAuditCheck(inner);
    const tenant = await getTenant(inner);
    return user && anchor ? { user, anchor, tenant, brokenSeq: check?.brokenSeq ?? null } : null;
  });
  if (!found) return;
  const { user, anchor, tenant, brokenSeq } = found;
  const mail = await anchorMail({
    personName: user.name,
    tenantName: tenant.name,
    day,
    anchor: anchorText(anchor),
    brokenSeq,
  });
  const idempotencyKey = `audit-anchor:${ctx.tenantId}:${day}:${userId}`;
  await sendAccountMail({ ...mail, to: user.email, idempotencyKey });
}

/** The same for the operators' own log, whose anchor goes to the provider's mailbox. */
export async function anchorOperatorChain({ day }: AnchorInput): Promise<void> {
  const isNew = await controlDb().transaction(async (tx) => {
    const { seq, hash } = await readHead(tx, "operator");
    const newest = (await readAnchors(tx, "operator")).at(-1);
    if (seq === 0 || newest?.seq === seq) return false;
    const written = await tx
      .insert(operatorAuditAnchors)
      .values({ day, seq, hash })
      .onConflictDoNothing()
      .returning({ day: operatorAuditAnchors.day });
    if (written.length === 0) return false;
    await enqueue(tx, "audit.mail-operator-anchor", { day });
    return true;
  });
  if (isNew) log.info({ day }, "anchored the operators' audit log");
}

export async function mailOperatorAnchor({ day }: AnchorInput): Promise<void> {
  const anchor = (await readAnchors(controlDb(), "operator")).find((one) => one.day === day);
  if (!anchor) return;
  log.info({ day, anchor: anchorText(anchor) }, "anchor of the operators' audit log");
  const mail = await operatorAnchorMail({ day, anchor: anchorText(anchor) });
  const idempotencyKey = `audit-anchor:operator:${day}`;
  await sendAccountMail({ ...mail, to: env().SUPPORT_MAIL, idempotencyKey });
}

/** Deletes entries older than the retention period, up to an anchor. Returns how many. */
export async function pruneOwnChain(ctx: TenantContext): Promise<number> {
  authorize(ctx, "audit:read");
  return transaction(ctx, (tx) =>
    prune(tx, sql`prune_audit_entries(${ctx.tenantId}, make_interval(years => ${keptYears()}))`),
  );
}

/** The same for every tenant and for the operators' log. Returns how many entries went. */
export async function pruneChains(
  contextFor: (tenantId: string) => Parameters<typeof pruneOwnChain>[0],
): Promise<number> {
  let removed = 0;
  for (const { tenantId } of await listAuditedTenants())
    removed += await pruneOwnChain(contextFor(tenantId));
  const own = sql`prune_operator_audit_entries(make_interval(years => ${keptYears()}))`;
  return removed + (await controlDb().transaction((tx) => prune(tx, own)));
}

const keptYears = () => env().RETENTION_AUDIT_YEARS;

async function prune(tx: Transaction, call: ReturnType<typeof sql>): Promise<number> {
  const [row] = await tx.execute<{ removed: string }>(sql`select ${call} as removed`);
  return Number(row?.removed ?? 0);
}
