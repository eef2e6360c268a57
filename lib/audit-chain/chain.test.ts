import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import fc from "fast-check";
import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { createTestTenant, rolledBack } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import type { TenantContext } from "@/lib/auth/context";
import { checkChain, readHead, streamChain } from "./queries";
import { anchorText, canonicalJson } from "./rules";

const connect = (name: string) => postgres(process.env[name] ?? "", { max: 1, onnotice: () => {} });
const owner = connect("DATABASE_OWNER_URL");
const app = connect("DATABASE_URL");
const backup = connect("DATABASE_BACKUP_URL");
const folder = mkdtempSync(path.join(tmpdir(), "ecai-audit-"));
const chained: string[] = [];
afterAll(async () => {
  // Other tests write for every tenant there is, and a chain broken here would refuse them.
  await asOwner(async (sql) => {
    for (const table of ["audit_entries", "audit_heads", "audit_anchors"])
      await sql`delete from ${sql(table)} where tenant_id = any(${chained})`;
  });
  await Promise.all([owner.end(), app.end(), backup.end()]);
  rmSync(folder, { recursive: true, force: true });
});

const write = (ctx: TenantContext, action: string, details: Record<string, unknown> = {}) =>
  transaction(ctx, (tx) => recordAudit(tx, ctx, { action, details }));
const check = (ctx: TenantContext) => readTransaction(ctx, (tx) => checkChain(tx, ctx.tenantId));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A tenant whose chain has `count` entries. */
async function chainOf(count: number): Promise<TenantContext> {
  const { ctx } = await createTestTenant();
  chained.push(ctx.tenantId);
  for (let index = 1; index <= count; index += 1) await write(ctx, "test.written", { index });
  return ctx;
}

/** Runs statements as the owner of the tables, who may lift what binds even the owner. */
async function asOwner(work: (sql: postgres.TransactionSql) => Promise<unknown>): Promise<void> {
  await owner.begin(async (sql) => {
    await sql`alter table audit_entries no force row level security`;
    await sql`alter table audit_entries disable trigger user`;
    await sql`alter table audit_heads no force row level security`;
    await sql`alter table audit_anchors no force row level security`;
    await work(sql);
    await sql`alter table audit_entries enable trigger user`;
    await sql`alter table audit_entries force row level security`;
    await sql`alter table audit_heads force row level security`;
    await sql`alter table audit_anchors force row level security`;
  });
}

describe("the chain of audit entries", () => {
  it("W17: each committed entry gets the next number and a hash over the one before it", async () => {
    const ctx = await chainOf(3);
    const { ctx: other } = await createTestTenant();
    await write(other, "test.elsewhere");
    await transaction(ctx, async (tx) => {
      await recordAudit(tx, ctx, { action: "test.first" });
      await recordAudit(tx, ctx, { action: "test.second" });
    });
    await rolledBack(ctx, (inner) => write(inner, "test.undone"));
    const entries = await readTransaction(ctx, (tx) =>
      collect(streamChain(tx, ctx.tenantId, 0, 99)),
    );
    expect(entries.map(({ seq, action }) => [seq, action])).toEqual([
      [1, "test.written"],
      [2, "test.written"],
      [3, "test.written"],
      [4, "test.first"],
      [5, "test.second"],
    ]);
    expect(entries[0]).toMatchObject({ prev: "0".repeat(64), userAgent: "vitest" });
    expect(entries[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+09:00$/);
    expect(await check(ctx)).toMatchObject({ reached: { seq: 5 }, broken: null });
    expect(await check(other)).toMatchObject({ reached: { seq: 1 }, broken: null });
  });

  it("W17: writers at the same time leave no gap, and none waits for a long transaction of another", async () => {
    const ctx = await chainOf(0);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const long = transaction(ctx, async (tx) => {
      await recordAudit(tx, ctx, { action: "test.long" });
      await held;
    });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => write(ctx, "test.short", { index })),
    );
    release();
    await long;
    expect(await check(ctx)).toMatchObject({ reached: { seq: 101 }, broken: null });
  });

  it("W17: the application can neither change nor remove an entry nor choose its place", async () => {
    const ctx = await chainOf(2);
    const as = (statement: string) =>
      app.begin(async (sql) => {
        await sql`select set_config('app.tenant_id', ${ctx.tenantId}, true)`;
        await sql.unsafe(statement);
      });
    for (const statement of [
      "update audit_entries set action = 'x'",
      "update audit_entries set hash = null",
      "delete from audit_entries",
      "truncate audit_entries",
      "update audit_heads set seq = 0",
      "delete from audit_heads",
      "update audit_anchors set hash = ''",
      "delete from audit_anchors",
      "alter table audit_entries disable trigger user",
    ]) {
      await expect(as(statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
    await as(`insert into audit_entries (tenant_id, actor_type, actor_name, action, seq, hash)
      values ('${ctx.tenantId}', 'user', 'x', 'test.forged', 77, 'x')`);
    expect(await check(ctx)).toMatchObject({ reached: { seq: 3 }, broken: null });
    await expect(
      as(`select prune_audit_entries('${ctx.tenantId}', interval '1 day')`),
    ).rejects.toThrow(/at least a year/);
  });

  const tampers: [string, number, string, (sql: postgres.TransactionSql, id: string) => unknown][] =
    [
      [
        "changes an entry",
        3,
        "changed",
        (sql, id) =>
          sql`update audit_entries set actor_name = '別人' where tenant_id = ${id} and seq = 3`,
      ],
      [
        "changes an entry and its hash",
        4,
        "unlinked",
        (sql, id) => sql`update audit_entries e set details = '{"index": 9}',
          hash = audit_entry_hash((e.tenant_id, e.id, e.at, e.actor_type, e.actor_id, e.actor_name, e.action,
            e.target_type, e.target_id, '{"index": 9}'::jsonb, e.ip, e.request_id, e.user_agent, e.seq, e.prev_hash, null)::audit_entries)
          where tenant_id = ${id} and seq = 3`,
      ],
      [
        "deletes an entry",
        3,
        "missing",
        (sql, id) => sql`delete from audit_entries where tenant_id = ${id} and seq = 3`,
      ],
      [
        "deletes an entry and closes the gap",
        3,
        "unlinked",
        async (sql, id) => {
          await sql`delete from audit_entries where tenant_id = ${id} and seq = 3`;
          for (const seq of [4, 5])
            await sql`update audit_entries set seq = seq - 1 where tenant_id = ${id} and seq = ${seq}`;
        },
      ],
      [
        "inserts an entry between two",
        3,
        "unlinked",
        async (sql, id) => {
          for (const seq of [5, 4, 3])
            await sql`update audit_entries set seq = seq + 1 where tenant_id = ${id} and seq = ${seq}`;
          await sql`insert into audit_entries (tenant_id, actor_type, actor_name, action, seq, prev_hash, hash)
            values (${id}, 'user', 'x', 'test.forged', 3, 'x', 'x')`;
        },
      ],
      [
        "inserts an entry without a place",
        6,
        "unsealed",
        (sql, id) => sql`insert into audit_entries (tenant_id, actor_type, actor_name, action)
          values (${id}, 'user', 'x', 'test.forged')`,
      ],
      [
        "swaps two entries",
        3,
        "unlinked",
        async (sql, id) => {
          await sql`update audit_entries set seq = 99 where tenant_id = ${id} and seq = 3`;
          await sql`update audit_entries set seq = 3 where tenant_id = ${id} and seq = 4`;
          await sql`update audit_entries set seq = 4 where tenant_id = ${id} and seq = 99`;
        },
      ],
      [
        "cuts the tail off",
        5,
        "truncated",
        (sql, id) => sql`delete from audit_entries where tenant_id = ${id} and seq >= 5`,
      ],
      [
        "cuts the beginning off and calls it pruned",
        3,
        "start",
        async (sql, id) => {
          await sql`delete from audit_entries where tenant_id = ${id} and seq <= 2`;
          await sql`update audit_heads set start_seq = 2 where tenant_id = ${id}`;
        },
      ],
    ];

  it.each(tampers)(
    "W17: an owner of the database who %s is found out at entry %i as %s",
    async (_what, seq, problem, tamper) => {
      const ctx = await chainOf(5);
      expect((await check(ctx)).broken).toBeNull();
      await asOwner(async (sql) => tamper(sql, ctx.tenantId));
      expect((await check(ctx)).broken).toEqual({ seq, problem });
    },
  );

  it("W17: against an anchor neither a cut tail with a moved head nor a chain computed anew holds", async () => {
    const cut = await chainOf(5);
    const anew = await chainOf(5);
    for (const ctx of [cut, anew]) {
      const { seq, hash } = await readTransaction(ctx, (tx) => readHead(tx, ctx.tenantId));
      await asOwner(
        (sql) => sql`insert into audit_anchors (tenant_id, day, seq, hash)
          values (${ctx.tenantId}, current_date, ${seq}, ${hash})`,
      );
    }
    await asOwner(async (sql) => {
      await sql`delete from audit_entries where tenant_id = ${cut.tenantId} and seq > 3`;
      await sql`update audit_heads h set seq = 3, hash = e.hash from audit_entries e
        where h.tenant_id = ${cut.tenantId} and e.tenant_id = h.tenant_id and e.seq = 3`;
      await sql`update audit_entries set actor_name = '別人' where tenant_id = ${anew.tenantId} and seq = 2`;
      for (const seq of [2, 3, 4, 5]) {
        await sql`update audit_entries e set prev_hash = p.hash from audit_entries p
          where e.tenant_id = ${anew.tenantId} and p.tenant_id = e.tenant_id and e.seq = ${seq} and p.seq = e.seq - 1`;
        await sql`update audit_entries e set hash = audit_entry_hash(e) where tenant_id = ${anew.tenantId} and seq = ${seq}`;
      }
      await sql`update audit_heads h set hash = e.hash from audit_entries e
        where h.tenant_id = ${anew.tenantId} and e.tenant_id = h.tenant_id and e.seq = 5`;
    });
    expect((await check(cut)).broken).toEqual({ seq: 4, problem: "truncated" });
    expect((await check(anew)).broken).toEqual({ seq: 5, problem: "anchor" });
  });

  it("W28: pruning goes up to an old anchor only, and what is left still verifies", async () => {
    const ctx = await chainOf(4);
    const prune = () =>
      app`select prune_audit_entries(${ctx.tenantId}, interval '7 years') as removed`;
    const { seq, hash } = await readTransaction(ctx, (tx) => readHead(tx, ctx.tenantId));
    expect((await prune())[0]).toEqual({ removed: "0" });
    await asOwner(
      (sql) => sql`insert into audit_anchors (tenant_id, day, seq, hash, at)
        values (${ctx.tenantId}, '2010-01-01', ${seq}, ${hash}, '2010-01-01T01:00:00+09:00')`,
    );
    await write(ctx, "test.later");
    expect((await prune())[0]).toEqual({ removed: "4" });
    expect(await check(ctx)).toMatchObject({ reached: { seq: 5 }, broken: null });
    expect((await prune())[0]).toEqual({ removed: "0" });
  });
});

describe("the operators' chain", () => {
  const operator = connect("DATABASE_OPERATOR_URL");
  afterAll(() => operator.end());
  const reader = drizzle(backup);

  it("W17: is kept by itself, append-only, and a change by an owner is found", async () => {
    const insert = () =>
      operator`insert into operator_audit_entries (operator_name, action) values ('担当', 'test.written') returning id`;
    const [first] = await insert();
    await insert();
    expect((await checkChain(reader, "operator")).broken).toBeNull();
    await expect(operator`update operator_audit_entries set action = 'x'`).rejects.toThrow(
      /permission denied/,
    );
    await expect(operator`delete from operator_audit_entries`).rejects.toThrow(/permission denied/);
    const [row] =
      await owner`update operator_audit_entries set action = 'x' where id = ${first?.id} returning seq`;
    expect((await checkChain(reader, "operator")).broken).toEqual({
      seq: Number(row?.seq),
      problem: "changed",
    });
    await owner`update operator_audit_entries set action = 'test.written' where id = ${first?.id}`;
  });
});

describe("the canonical form", () => {
  const key = fc.string({ unit: "binary" }).filter((text) => !text.includes("\u0000"));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, false),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.integer(),
      key,
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(key, tie("any"), { maxKeys: 5 }),
    ),
  })).any;

  it("is the same in the database and here, for any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(value, async (given) => {
        const text = JSON.stringify(given);
        const [row] = await app`select canonical_json(${text}::text::jsonb) as canonical`;
        expect(row?.canonical).toBe(canonicalJson(JSON.parse(text)));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same for any double", async () => {
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 500,
    });
    const integers = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 500 });
    await fc.assert(
      fc.asyncProperty(doubles, integers, async (some, factors) => {
        const given = [...some, ...factors.map((factor) => factor * 23_446_219_853)];
        const text = JSON.stringify(given);
        const [row] = await app`select canonical_json(${text}::text::jsonb) as canonical`;
        expect(row?.canonical).toBe(canonicalJson(JSON.parse(text)));
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [1e21, "1e+21"],
    [1e-7, "1e-7"],
    [0.000001, "0.000001"],
    [123456789012345680000, "123456789012345680000"],
    [-1.5e300, "-1.5e+300"],
    [5e-324, "5e-324"],
    [-23446218539613030, "-23446218539613030"],
  ])("writes %d as %s", async (number, text) => {
    const [row] =
      await app`select canonical_json(${JSON.stringify(number)}::text::jsonb) as canonical`;
    expect(row?.canonical).toBe(text);
    expect(canonicalJson(number)).toBe(text);
  });
});

describe("the verifier that is handed out", () => {
  const verifier = path.resolve("content/verifier/verify-audit.mjs");
  function run(lines: string[], ...options: string[]) {
    const file = path.join(folder, "audit.jsonl");
    writeFileSync(file, `${lines.join("\n")}\n`);
    try {
      const stdout = execFileSync(process.execPath, [verifier, file, ...options], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      return { status: 0, text: stdout };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { status, text: stderr };
    }
  }

  it("W17: accepts an export as it is and names the first entry of one that was touched", async () => {
    const ctx = await chainOf(0);
    for (const details of [
      { 名前: "髙﨑", n: 1.5 },
      { list: [1, null, { b: 2, a: "é\n\u2028" }] },
      {},
    ])
      await write(ctx, "test.written", details);
    const entries = await readTransaction(ctx, (tx) =>
      collect(streamChain(tx, ctx.tenantId, 0, 99)),
    );
    const lines = entries.map((entry) => JSON.stringify(entry));
    const [one = "", two = "", three = ""] = lines;
    const head = entries.at(-1);
    const anchor = anchorText({ seq: 3, hash: head?.hash ?? "" });
    expect(run(lines)).toMatchObject({ status: 0, text: expect.stringContaining("OK 1-3") });
    expect(run(lines, "--anchor", anchor)).toMatchObject({
      status: 0,
      text: expect.stringContaining("Anchors compared: 1"),
    });
    expect(run([two, three])).toMatchObject({ status: 0, text: expect.stringContaining("OK 2-3") });
    const isBroken = (seq: number) => ({
      status: 1,
      text: expect.stringContaining(`BROKEN ${seq}`),
    });
    expect(run([one, two.replace("test.written", "test.forged"), three])).toEqual(isBroken(2));
    expect(run([one, three])).toEqual(isBroken(2));
    expect(run([one, three, two])).toEqual(isBroken(2));
    expect(run([one, two], "--anchor", anchor)).toEqual(isBroken(3));
    expect(run(lines, "--anchor", `2:${"a".repeat(64)}`)).toEqual(isBroken(2));
    expect(run(lines, "--anchor", "nonsense").status).toBe(2);
  });
});
