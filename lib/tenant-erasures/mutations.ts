import { rm } from "node:fs/promises";
import { join } from "node:path";
import { and, eq, type SQL, sql } from "drizzle-orm";
import Stripe from "stripe";
import { childrenFirst, listBackupTables, listReferences } from "@/db/backup-tables";
import { controlDb, pool, type Transaction } from "@/db/client";
import { erasableTables } from "@/db/erase-rows";
import { tenantEndings, tenantTombstones } from "@/db/schema/endings";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { listFiles } from "@/lib/archives/queries";
import { contextForJob } from "@/lib/auth/context";
import { filesDir, jstDay, oldestDays } from "@/lib/backups/rules";
import { stripe } from "@/lib/checkouts/queries";
import { certificateMail } from "@/lib/endings/email";
import { isErasureDue, isOver } from "@/lib/endings/rules";
import { syncTombstones } from "@/lib/erasures/mutations";
import { tombstoneHash } from "@/lib/erasures/rules";
import { log } from "@/lib/log";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { seal, unseal } from "@/lib/secret-box";
import {
  type Ending,
  findCertificateRecipient,
  findTenantRow,
  listOpenEndings,
  listUserEmails,
} from "./queries";
import { certificateNumber, countsByKind, eraseChunk, recipientSeal } from "./rules";
import { recipientSchema } from "./schema";

/** Brings every contract that ends as far as its day allows; goes on where an earlier call stopped. */
export async function sweepEndings(now = new Date()): Promise<void> {
  const failed: string[] = [];
  for (const ending of await listOpenEndings()) {
    try {
      await advance(ending, now);
    } catch (error) {
      log.error({ err: error, tenantId: ending.tenantId }, "ending did not advance");
      failed.push(`${ending.tenantId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0) throw new Error(failed.join("; "));
}

async function advance(ending: Ending, now: Date): Promise<void> {
  const today = jstDay(now);
  if (!isOver(ending.endsOn, today)) return;
  if (!ending.subscriptionEndedAt) await shutOut(ending, now);
  if (!isErasureDue(ending.endsOn, today)) return;
  if (ending.state === "closing") await beginErasure(ending, now);
  if (ending.state !== "erased") await finishErasure(ending.tenantId, now);
  await sendCertificate(ending.tenantId, now);
}

const inScope = (tenantId: string) => contextForJob(tenantId, "endings.sweep");
const isEnding = (tenantId: string) => eq(tenantEndings.tenantId, tenantId);

/** The contract is over: nobody signs in any more, and nothing more is charged. */
async function shutOut({ tenantId }: Ending, now: Date): Promise<void> {
  const tenant = await transaction(inScope(tenantId), async (tx) => {
    await tx
      .update(tenants)
      .set({ state: "suspended", updatedAt: now })
      .where(and(eq(tenants.id, tenantId), eq(tenants.state, "closing")));
    return findTenantRow(tx, tenantId);
  });
  if (tenant?.stripeSubscriptionId) await endSubscription(tenant.stripeSubscriptionId);
  await controlDb()
    .update(tenantEndings)
    .set({ subscriptionEndedAt: now })
    .where(isEnding(tenantId));
}

/** Ends a subscription at once; one that the provider no longer has is ended. */
async function endSubscription(id: string): Promise<void> {
  try {
    await stripe().subscriptions.cancel(id);
  } catch (error) {
    const isGone =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404;
    if (!isGone) throw error;
  }
}

/** Remembers what proves and repeats the erasure, before the first row goes. */
async function beginErasure({ tenantId }: Ending, now: Date): Promise<void> {
  await transaction(inScope(tenantId), async (tx) => {
    const tenant = await findTenantRow(tx, tenantId);
    if (!tenant) throw new Error("the environment is not there");
    const recipient = await findCertificateRecipient(tx, tenant);
    const emails = await listUserEmails(tx, tenantId);
    const emailHashes = emails.map(tombstoneHash);
    await tx
      .insert(tenantTombstones)
      .values({
        tenantId,
        accountHash: tombstoneHash(tenant.accountId),
        emailHashes,
        erasedAt: now,
      })
      .onConflictDoNothing();
    await tx
      .update(tenantEndings)
      .set({
        state: "erasing",
        erasingSince: now,
        certificateNo: certificateNumber(tenantId, jstDay(now)),
        recipientSealed: recipient && seal(JSON.stringify(recipient), recipientSeal(tenantId)),
      })
      .where(isEnding(tenantId));
  });
  await syncTombstones();
}

async function finishErasure(tenantId: string, now: Date): Promise<void> {
  await eraseJobs(tenantId);
  await eraseTold(tenantId);
  await eraseCounted(tenantId, "payment_events", sql`erase_tenant_payments(${tenantId})`);
  const names = erasableTables(await listBackupTables(pool())).map(({ name }) => name);
  for (const name of childrenFirst(names, await listReferences(pool()))) {
    const chunk = sql`erase_tenant_rows(${tenantId}, ${name}, ${eraseChunk})`;
    while ((await eraseCounted(tenantId, name, chunk)) === eraseChunk) {
      // Each chunk is a transaction of its own, so what is erased stays erased.
    }
  }
  await eraseFiles(tenantId);
  await controlDb()
    .update(tenantEndings)
    .set({ state: "erased", erasedAt: now })
    .where(isEnding(tenantId));
  await syncTombstones();
}

/** Erases and counts in one transaction; returns how many rows went. */
async function eraseCounted(tenantId: string, table: string, call: SQL): Promise<number> {
  return controlDb().transaction(async (tx) => {
    const [row] = await tx.execute<{ count: string }>(sql`select ${call}::text as count`);
    const erased = Number(row?.count);
    if (erased > 0) await addCount(tx, tenantId, ["tables", table], erased);
    return erased;
  });
}

async function addCount(tx: Transaction, tenantId: string, path: string[], added: number) {
  const at = sql`${sql.param(path)}::text[]`;
  await tx.execute(sql`
    update tenant_endings
    set counts = jsonb_set(counts, ${at}, to_jsonb(coalesce((counts #>> ${at})::bigint, 0) + ${added}::bigint))
    where tenant_id = ${tenantId}`);
}

/** Jobs that wait for the tenant, and what past ones complained of; that they ran stays on record. */
async function eraseJobs(tenantId: string): Promise<void> {
  await transaction(inScope(tenantId), async (tx) => {
    const rows = await tx.execute(sql`
      delete from graphile_worker._private_jobs j
      where j.payload ->> 'tenantId' = ${tenantId} or j.payload ->> 'applicationId' in
        (select a.id::text from applications a where a.tenant_id = ${tenantId})`);
    if (rows.count > 0) await addCount(tx, tenantId, ["jobs"], rows.count);
    await tx.execute(sql`update job_runs set error = null where tenant_id = ${tenantId}`);
  });
}

/** What was told of the tenant, also to the provider's staff; found while its own rows still name it. */
async function eraseTold(tenantId: string): Promise<void> {
  await transaction(inScope(tenantId), async (tx) => {
    const told = sql`(tenant_id = ${tenantId} or ${isAbout(tenantId)})`;
    const messages = await tx.execute(sql`delete from outbox_messages where ${told}`);
    const texts = await tx.execute(sql`delete from outbox_texts t where ${isAbout(tenantId)}
      or not exists (select from outbox_messages m where m.text_id = t.id)`);
    if (messages.count > 0)
      await addCount(tx, tenantId, ["tables", "outbox_messages"], messages.count);
    if (texts.count > 0) await addCount(tx, tenantId, ["tables", "outbox_texts"], texts.count);
  });
}

const isAbout = (tenantId: string): SQL => sql`(
  (subject_type = 'support' and subject_id in
    (select r.id::text from support_requests r where r.tenant_id = ${tenantId}))
  or (subject_type = 'incident' and part = 'reported' and subject_id in
    (select i.incident_id::text from incident_tenants i group by i.incident_id
      having bool_and(i.tenant_id = ${tenantId}))))`;

async function eraseFiles(tenantId: string): Promise<void> {
  const folder = join(filesDir(), tenantId);
  const files = await listFiles(folder);
  if (files.length === 0) return;
  await rm(folder, { recursive: true, force: true });
  await controlDb().transaction((tx) => addCount(tx, tenantId, ["files"], files.length));
}

/** Sends the certificate, then forgets where it went. */
async function sendCertificate(tenantId: string, now: Date): Promise<void> {
  const [ending] = await controlDb().select().from(tenantEndings).where(isEnding(tenantId));
  if (!ending?.erasedAt || !ending.certificateNo || ending.certificateSentAt) return;
  if (ending.recipientSealed) {
    const text = unseal(ending.recipientSealed, recipientSeal(tenantId));
    const { email, locale, ...who } = recipientSchema.parse(JSON.parse(text));
    const { certificateNo, endsOn, erasedAt, counts } = ending;
    const copiesGoneAt = new Date(erasedAt.getTime() + oldestDays * 24 * 3_600_000);
    const facts = { ...who, certificateNo, endsOn, erasedAt, copiesGoneAt };
    const mail = await certificateMail(locale, { ...facts, kinds: countsByKind(counts) });
    await sendAccountMail({ to: email, ...mail, idempotencyKey: `certificate:${certificateNo}` });
  }
  await controlDb()
    .update(tenantEndings)
    .set({ certificateSentAt: now, recipientSealed: null })
    .where(isEnding(tenantId));
}
