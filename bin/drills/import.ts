import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { importText, startText } from "@/db/testing-imports";
import { readTransaction } from "@/db/transaction";
import { getImport } from "@/lib/imports/queries";
import type { Worker } from "./cluster";
import { type Stage, say } from "./stage";

const sizes = { full: { rows: 300_000, kills: 50 }, short: { rows: 20_000, kills: 3 } };
/** Long enough to look through the file and to write a part of it, and too short for that. */
const livesMs = { long: 3_000, short: 250 };
const worker: Worker = "worker-1";

const settings = {
  columns: ["email", "name", "tags", "attribute:住所", "attribute:番号"],
  tagMode: "replace" as const,
  emptyCells: "clear" as const,
};
const header = "メール,名前,タグ,住所,番号";

/** Some addresses are in the book already, some stand twice, some cannot be read, some give cells up. */
const line = (at: number, rows: number): string => {
  const email = at % 97 === 0 ? `broken${at}` : `p${at % 41 === 0 ? at % 500 : at}@example.jp`;
  const place = at % 13 === 0 ? "" : `東京都${at % 1_000}`;
  return `${email},名前 ${rows - at},t${at % 7};会員${at % 3},${place},${at}`;
};

function file(rows: number): string {
  return `${header}\r\n${Array.from({ length: rows }, (_, at) => line(at, rows)).join("\r\n")}\r\n`;
}

/** What the book holds before: every third address of the file, with other values. */
function earlier(rows: number): string {
  const lines = Array.from(
    { length: Math.floor(rows / 3) },
    (_, at) => `p${at * 3}@example.jp,旧 ${at},旧;t${at % 5},大阪府,${at}`,
  );
  return `${header}\r\n${lines.join("\r\n")}\r\n`;
}

/**
 * Kills the worker again and again during one import. Throws when the address book or the report ends otherwise than
 * after an undisturbed import of the same file into an equal book, or the import was over before the last kill.
 */
export async function drillImport(stage: Stage): Promise<void> {
  const { cluster, size } = stage;
  const { rows, kills } = sizes[size];
  const [calm, disturbed] = [await createTestTenant(), await createTestTenant()];
  await cluster.asSuperuser(
    (sql) => sql`insert into tenant_limits (tenant_id, addresses)
      select id, ${2 * rows} from tenants where id = any(${[calm, disturbed].map(({ tenantId }) => tenantId)})`,
  );
  for (const { ctx } of [calm, disturbed]) await importText(ctx, earlier(rows), newColumns);
  const consent = { source: "訓練", at: "2026-11-01T09:00", wording: "お知らせの配信に同意する" };
  const start = ({ ctx }: TestTenant) => startText(ctx, file(rows), { ...settings, consent });
  const calmId = await start(calm);
  await cluster.start(worker);
  await untilEnded(calm, calmId);
  await cluster.kill(worker);
  const id = await start(disturbed);
  for (let killed = 0; killed < kills; killed += 1) {
    await killOnce(stage, disturbed, id, Math.ceil(((killed + 1) * rows) / (kills + 1)));
    if ((await getImport(disturbed.ctx, id)).state === "finished")
      throw new Error(`over after ${killed} kills`);
    // Nobody waits for the minute after which the dead worker's lock is broken.
    await cluster.passPatience();
  }
  await cluster.start(worker);
  await untilEnded(disturbed, id);
  say(`worker killed ${kills} times during an import of ${rows} rows`);
  await compare([calm, calmId], [disturbed, id]);
}

/** The columns that the book does not know yet become attributes. */
const newColumns = { ...settings, columns: ["email", "name", "tags", "new", "new"] };

/**
 * A worker that lives for a random time from when it took the import up. It may write a part of the file when the
 * import has not yet come as far as its share, and never the last: there is always something left for the next one.
 */
async function killOnce(
  { cluster, random, size }: Stage,
  tenant: TestTenant,
  id: string,
  share: number,
): Promise<void> {
  await cluster.start(worker);
  while (!(await isTaken())) await sleep(20);
  const before = (await getImport(tenant.ctx, id)).rowsDone;
  const mayWrite = before < share && before + part < sizes[size].rows;
  const isBehind = before < share - part;
  const until = Date.now() + random() * livesMs[mayWrite ? "long" : "short"];
  for (;;) {
    const hasWritten = mayWrite && (await getImport(tenant.ctx, id)).rowsDone > before;
    if (hasWritten || (Date.now() > until && !(mayWrite && isBehind))) break;
    await sleep(20);
  }
  await cluster.kill(worker);
}

/** Rows of a file that a worker writes at once. */
const part = 50_000;

/** By a living worker: the lock of a dead one is as old as `passPatience` makes it. */
async function isTaken(): Promise<boolean> {
  const rows = await controlDb().execute(sql`
    select from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'imports.run' and j.locked_at > now() - interval '1 minute'`);
  return rows.length > 0;
}

async function untilEnded({ ctx }: TestTenant, id: string): Promise<void> {
  for (;;) {
    const { state, failure } = await getImport(ctx, id);
    if (state === "finished") return;
    if (state === "failed") throw new Error(`the import failed: ${failure}`);
    await sleep(50);
  }
}

/** Hashes over everything that an import writes, in an order that does not depend on who wrote it when. */
async function sumsOf({ ctx, tenantId }: TestTenant, id: string): Promise<Record<string, unknown>> {
  return readTransaction(ctx, async (tx) => {
    const [sums] = await tx.execute<Record<string, unknown>>(sql`
      select (select count(*)::int from addresses a where a.tenant_id = ${tenantId}) as addresses,
        (select md5(string_agg(concat_ws('|', a.email, a.name, a.attributes, a.source, a.is_nonstandard), E'\n' order by a.email))
          from addresses a where a.tenant_id = ${tenantId}) as "of addresses",
        (select md5(string_agg(concat_ws('|', a.email, a.consent_source, a.consent_at, a.consent_wording),
            E'\n' order by a.email))
          from addresses a where a.tenant_id = ${tenantId}) as "of consents",
        (select count(*)::int from address_tags l where l.tenant_id = ${tenantId}) as links,
        (select md5(string_agg(a.email || '|' || t.name, E'\n' order by a.email, t.name))
          from address_tags l
          join addresses a on a.tenant_id = l.tenant_id and a.id = l.address_id
          join tags t on t.tenant_id = l.tenant_id and t.id = l.tag_id
          where l.tenant_id = ${tenantId}) as "of links",
        (select md5(string_agg(concat_ws('|', e.line, e.reason, e.cells), E'\n' order by e.line))
          from import_errors e where e.tenant_id = ${tenantId} and e.import_id = ${id}) as "of refusals",
        (select count(*)::int from import_changes c
          where c.tenant_id = ${tenantId} and c.import_id = ${id}) as undoable`);
    const { rowsDone, inserted, updated, unchanged, rejected } = await getImport(ctx, id);
    return { ...sums, rowsDone, inserted, updated, unchanged, rejected };
  });
}

type Run = [tenant: TestTenant, importId: string];

async function compare(calm: Run, disturbed: Run): Promise<void> {
  const [expected, found] = [await sumsOf(...calm), await sumsOf(...disturbed)];
  const others = Object.keys(expected).filter((name) => expected[name] !== found[name]);
  for (const [name, value] of Object.entries(found))
    say(`  ${name}: ${value}${others.includes(name) ? `, undisturbed ${expected[name]}` : ""}`);
  say(`sums that differ from an undisturbed import: ${others.length}`);
  if (others.length > 0) throw new Error(`not the rows of an undisturbed import: ${others}`);
}
