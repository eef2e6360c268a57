import { randomUUID } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { logPrunings } from "@/db/schema/records";
import { createTestTenant } from "@/db/testing";
import { pruneRecords } from "./mutations";
import { listRetention } from "./queries";
import { type RetentionKind, retentionKinds, retentionRules } from "./rules";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
afterAll(() => superuser.end());

const years = 7;
const daysOf = (kind: RetentionKind) =>
  retentionRules(years).find((rule) => rule.kind === kind)?.days ?? 0;

type Planted = {
  kind: RetentionKind;
  table: string;
  /** Inserts a row of that age; returns what finds it again. */
  plant: (daysOld: number) => Promise<string>;
};

async function planted(): Promise<Planted[]> {
  const { tenantId, userId } = await createTestTenant();
  const id = () => randomUUID();
  const insert = (
    kind: RetentionKind,
    table: string,
    values: (age: string) => string,
  ): Planted => ({
    kind,
    table,
    plant: async (days) => {
      await superuser`set session_replication_role = replica`;
      const age = `now() - interval '${days} days'`;
      const [row] = await superuser.unsafe(`insert into ${table} ${values(age)} returning *`);
      await superuser`set session_replication_role = origin`;
      const key = ["id", "hash", "key", "address_id"].find((name) => row?.[name]) ?? "id";
      return `${key} = '${row?.[key]}'`;
    },
  });
  return [
    insert(
      "suspicions",
      "suspicious_requests",
      (age) =>
        `(kind, surface, network, window_start, last_at) values ('path_probe', 'web', '192.0.2.7/32', ${age}, ${age})`,
    ),
    insert(
      "service_errors",
      "service_errors",
      (age) => `(surface, host, message, at) values ('web', 'a', 'x', ${age})`,
    ),
    insert("job_runs", "job_runs", (age) => `(task, started_at) values ('test', ${age})`),
    insert(
      "work_log",
      "version_upgrades",
      (age) =>
        `(performed_by, host, software_version, to_schema, migrations, started_at) values ('a', 'b', '1', 'c', '{}', ${age})`,
    ),
    insert(
      "mail_events",
      "provider_events",
      (age) =>
        `(tenant_id, id, type, delivery_id, batch_no, address_id, occurred_at, payload, received_at, applied_at)
       values ('${tenantId}', '${id()}', 'email.opened', '${id()}', 1, '${id()}', ${age}, '{}', ${age}, ${age})`,
    ),
    insert(
      "reaction_hours",
      "address_hours",
      (
        age,
      ) => `(tenant_id, address_id, period, recent, total, recent_count, total_count, updated_at)
       values ('${tenantId}', '${id()}', 1, array_fill(0, array[24]), array_fill(0, array[24]), 0, 0, ${age})`,
    ),
    insert(
      "payment_events",
      "payment_events",
      (age) =>
        `(id, type, payload, received_at, applied_at) values ('${id()}', 'x', '{}', ${age}, ${age})`,
    ),
    insert(
      "alarms",
      "alarms",
      (age) =>
        `(rule, subject, value, threshold, closed_at) values ('cpu', '${id()}', 1, 1, ${age})`,
    ),
    insert("prunings", "log_prunings", (age) => `(kind, started_at) values ('x', ${age})`),
    insert(
      "sessions",
      "sessions",
      (age) => `(tenant_id, user_id, expires_at) values ('${tenantId}', '${userId}', ${age})`,
    ),
    insert(
      "links",
      "user_tokens",
      (age) =>
        `(tenant_id, user_id, purpose, token_hash, expires_at) values ('${tenantId}', '${userId}', 'invitation', '${id()}', ${age})`,
    ),
    insert(
      "challenges",
      "passkey_challenges",
      (age) => `(hash, subject, expires_at) values ('${id()}', 'x', ${age})`,
    ),
    insert("counters", "throttles", (age) => `(key, window_start) values ('${id()}', ${age})`),
  ];
}

/** Rows that refer to nobody make a backup of this database impossible to restore. */
async function removePlanted(rows: readonly { table: string; young: string }[]): Promise<void> {
  await superuser`set session_replication_role = replica`;
  for (const { table, young } of rows)
    await superuser.unsafe(`delete from ${table} where ${young}`);
  await superuser`set session_replication_role = origin`;
}

describe("retention", () => {
  it("W28: each kind of record goes after its days and not before, in batches, and leaves a row of the run", async () => {
    const kinds = await planted();
    const marks: { kind: RetentionKind; table: string; old: string; young: string }[] = [];
    for (const { kind, table, plant } of kinds) {
      const old = await plant(daysOf(kind) + 2);
      marks.push({ kind, table, old, young: await plant(Math.max(daysOf(kind) - 1, 0)) });
    }
    await pruneRecords();
    const has = async (table: string, where: string) =>
      (await superuser.unsafe(`select 1 from ${table} where ${where}`)).length > 0;
    for (const { kind, table, old, young } of marks) {
      expect(await has(table, old), `${kind}: old`).toBe(false);
      expect(await has(table, young), `${kind}: young`).toBe(true);
    }
    await removePlanted(marks);
    const runs = await controlDb().select().from(logPrunings).orderBy(desc(logPrunings.startedAt));
    for (const kind of retentionKinds) {
      const run = runs.find((each) => each.kind === kind);
      expect(run, kind).toMatchObject({ error: null });
      expect(run?.finishedAt, kind).not.toBeNull();
    }
    expect(runs.find(({ kind }) => kind === "service_errors")?.removed).toBeGreaterThan(0);
    const rows = await asOperator((operator) => listRetention(operator));
    expect(rows.map(({ kind }) => kind)).toEqual([...retentionKinds]);
    expect(rows.every(({ last, days }) => last !== null && days > 0)).toBe(true);
  });

  it("W28: what was told goes with its text after three years, what waits stays", async () => {
    const subject = randomUUID();
    const add = async (state: string, days: number) => {
      const [text] = await superuser`
        insert into outbox_texts (subject_type, subject_id, part, locale, title, body, created_at)
        values ('test', ${subject}, ${state + days}, 'ja', 'x', 'x', now() - make_interval(days => ${days})) returning id`;
      await superuser`
        insert into outbox_messages (subject_type, subject_id, part, channel, target, text_id, state, created_at, next_at)
        values ('test', ${subject}, ${state + days}, 'mail', 'a@example.jp', ${text?.id}, ${state},
          now() - make_interval(days => ${days}), now() + interval '1 year')`;
    };
    for (const state of ["told", "queued"])
      for (const days of [daysOf("outbox") + 1, daysOf("outbox") - 1]) await add(state, days);
    await pruneRecords(({ kind }) => kind === "outbox");
    const left = await superuser`
      select part from outbox_messages where subject_id = ${subject} order by part`;
    const texts = await superuser`
      select part from outbox_texts where subject_id = ${subject} order by part`;
    const kept = ["queued1097", "queued1099", "told1097"];
    expect(left.map(({ part }) => part)).toEqual(kept);
    expect(texts.map(({ part }) => part)).toEqual(kept);
    await superuser`delete from outbox_messages where subject_id = ${subject}`;
  });

  it("W28: a kind that cannot be pruned is said so, and the others go on", async () => {
    await superuser`revoke delete on service_errors from ecai_app`;
    try {
      const wanted = ["service_errors", "job_runs"];
      await expect(pruneRecords(({ kind }) => wanted.includes(kind))).rejects.toThrow(
        "not pruned: service_errors",
      );
    } finally {
      await superuser`grant delete on service_errors to ecai_app`;
    }
    const [last] = await controlDb()
      .select()
      .from(logPrunings)
      .where(eq(logPrunings.kind, "service_errors"))
      .orderBy(desc(logPrunings.startedAt))
      .limit(1);
    expect(last?.error).toContain("Failed query");
  });

  it("W28: the database lets nobody prune earlier than its own floors", async () => {
    const [row] = await superuser`
      insert into version_upgrades (performed_by, host, software_version, to_schema, migrations, started_at)
      values ('a', 'b', '1', 'c', '{}', now() - interval '200 days') returning id`;
    await controlDb().execute(sql`select prune_version_upgrades(0)`);
    expect(await superuser`select 1 from version_upgrades where id = ${row?.id}`).toHaveLength(1);
    await expect(controlDb().execute(sql`delete from version_upgrades`)).rejects.toThrow();
  });
});
