import { eq, type SQL, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { logPrunings } from "@/db/schema/records";
import { transaction } from "@/db/transaction";
import { pruneAlarms } from "@/lib/alarms/mutations";
import { pruneChains } from "@/lib/audit-chain/mutations";
import { contextForJob } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { errorText, log } from "@/lib/log";
import { pruneSamples } from "@/lib/metrics/mutations";
import { pruneSignIns } from "@/lib/sign-ins/mutations";
import { errorsMost, type RetentionKind, type RetentionRule, retentionRules } from "./rules";

const batch = 5_000;
const tenantsPerPage = 500;

/**
 * Takes away what is past its period, in batches, and leaves a row for each kind. A kind that fails keeps none of the
 * others; the run fails at its end.
 */
export async function pruneRecords(
  isDue: (rule: RetentionRule) => boolean = () => true,
): Promise<void> {
  const failed: string[] = [];
  for (const { kind, days } of retentionRules(env().RETENTION_AUDIT_YEARS).filter(isDue))
    if (!(await pruneKind(kind, days))) failed.push(kind);
  if (failed.length > 0) throw new Error(`not pruned: ${failed.join(", ")}`);
}

async function pruneKind(kind: RetentionKind, days: number): Promise<boolean> {
  const [run] = await controlDb().insert(logPrunings).values({ kind }).returning();
  if (!run) throw new Error("the run was not recorded");
  const end = (outcome: { removed?: number; error?: string }) =>
    controlDb()
      .update(logPrunings)
      .set({ ...outcome, finishedAt: sql`now()` })
      .where(eq(logPrunings.id, run.id));
  try {
    await end({ removed: await work[kind](days) });
    return true;
  } catch (error) {
    log.error({ err: error, kind }, "records were not pruned");
    await end({ error: errorText(error).slice(0, 500) });
    return false;
  }
}

const olderThan = (column: string, days: number): SQL =>
  sql`${sql.identifier(column)} < now() - make_interval(days => ${days})`;

const work: Record<RetentionKind, (days: number) => Promise<number>> = {
  audit: () => pruneChains((id) => contextForJob(id, "retention.daily")),
  sign_ins: () => pruneSignIns(),
  operator_sign_ins: (days) => call(sql`prune_operator_sign_ins(${days})`),
  suspicions: (days) => remove("suspicious_requests", olderThan("last_at", days)),
  service_errors: pruneErrors,
  job_runs: (days) => remove("job_runs", olderThan("started_at", days)),
  work_log: (days) => call(sql`prune_version_upgrades(${days})`),
  outbox: pruneOutbox,
  mail_events: (days) =>
    removeOfTenants(
      "provider_events",
      sql`applied_at is not null and ${olderThan("received_at", days)}`,
    ),
  reaction_hours: (days) => removeOfTenants("address_hours", olderThan("updated_at", days)),
  payment_events: prunePayments,
  alarms: (days) => pruneAlarms(days),
  metrics: () => pruneSamples(),
  prunings: (days) => remove("log_prunings", olderThan("started_at", days)),
  sessions: (days) => removeOfTenants("sessions", olderThan("expires_at", days)),
  links: pruneLinks,
  challenges: pruneChallenges,
  signup_requests: (days) => removeOfTenants("signup_requests", olderThan("expires_at", days)),
  counters: pruneCounters,
};

type Database = Pick<Transaction, "execute">;

/** The table's name comes from the list above, never from a caller. */
async function removeBatch(db: Database, table: string, isOld: SQL): Promise<number> {
  const name = sql.identifier(table);
  const rows = await db.execute(sql`
    delete from ${name} where ctid = any (array(select ctid from ${name} where ${isOld} limit ${batch}))`);
  return rows.count;
}

async function untilDone(step: () => Promise<number>): Promise<number> {
  let removed = 0;
  for (;;) {
    const count = await step();
    removed += count;
    if (count < batch) return removed;
  }
}

const remove = (table: string, isOld: SQL): Promise<number> =>
  untilDone(() => removeBatch(controlDb(), table, isOld));

async function removeOfTenants(table: string, isOld: SQL): Promise<number> {
  let removed = 0;
  for (let after: string | null = null; ; ) {
    const rows: { id: string }[] = await controlDb().execute<{ id: string }>(
      sql`select id from list_tenant_ids(${after}::uuid, ${tenantsPerPage}) as id`,
    );
    for (const { id } of rows) {
      const scope = contextForJob(id, "retention.daily");
      const own = sql`tenant_id = ${id} and ${isOld}`;
      removed += await untilDone(() => transaction(scope, (tx) => removeBatch(tx, table, own)));
    }
    after = rows.at(-1)?.id ?? null;
    if (rows.length < tenantsPerPage) return removed;
  }
}

async function call(pruning: SQL): Promise<number> {
  const [row] = await controlDb().execute<{ removed: string }>(sql`select ${pruning} as removed`);
  return Number(row?.removed ?? 0);
}

function prunePayments(days: number): Promise<number> {
  return untilDone(() => call(sql`prune_payment_events(${days}, ${batch})`));
}

/** A text goes with the last message that told it. */
async function pruneOutbox(days: number): Promise<number> {
  const isSettled = sql`state not in ('queued', 'sending')`;
  const told = await remove(
    "outbox_messages",
    sql`${isSettled} and ${olderThan("created_at", days)}`,
  );
  const isOrphan = sql`not exists (select from outbox_messages m where m.text_id = outbox_texts.id)`;
  await remove("outbox_texts", sql`${olderThan("created_at", 1)} and ${isOrphan}`);
  return told;
}

async function pruneErrors(days: number): Promise<number> {
  const isBeyond = sql`at < (select at from service_errors order by at desc offset ${errorsMost} limit 1)`;
  return remove("service_errors", sql`${olderThan("at", days)} or ${isBeyond}`);
}

async function pruneLinks(days: number): Promise<number> {
  const isOld = olderThan("expires_at", days);
  const ofUsers = await removeOfTenants("user_tokens", isOld);
  const ofApplications = await remove("application_links", isOld);
  return ofUsers + ofApplications + (await remove("application_codes", isOld));
}

async function pruneChallenges(days: number): Promise<number> {
  const isOld = olderThan("expires_at", days);
  const ofUsers = await removeOfTenants("sign_in_challenges", isOld);
  const ofSignOn = await removeOfTenants("sign_on_attempts", isOld);
  return ofUsers + ofSignOn + (await remove("passkey_challenges", isOld));
}

/** Guesses count for an hour only. */
async function pruneCounters(days: number): Promise<number> {
  const throttles = await remove("throttles", olderThan("window_start", days));
  return throttles + (await remove("guesses", sql`updated_at < now() - interval '2 hours'`));
}
