import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addresses, tags } from "@/db/schema/addresses";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { readFacts } from "@/lib/facts/queries";
import { attemptIn } from "@/lib/isolation-attempts/mutations";
import { sharedTables } from "@/lib/isolation-attempts/rules";
import { probeAllTenants, runIsolationProbe } from "./mutations";
import { getIsolationProbe, listIsolationProbes } from "./queries";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
let tenant: TestTenant;

beforeAll(async () => {
  tenant = await createTestTenant();
  const { tenantId } = tenant;
  await transaction(tenant.ctx, async (tx) => {
    await tx.insert(addresses).values({ tenantId, email: "hanako@example.jp", source: "manual" });
    await tx.insert(tags).values({ tenantId, name: "会員", color: "blue" });
  });
});
afterAll(() => superuser.end());

/** Probes as the application's role after a change to the schema that is undone. */
async function probeAfter(...changes: string[]) {
  const undone = new Error("undone");
  let results: Awaited<ReturnType<typeof attemptIn>> = [];
  await drizzle(superuser)
    .transaction(async (tx) => {
      for (const change of changes) await tx.execute(sql.raw(change));
      await tx.execute(sql`set local role ecai_app`);
      results = await attemptIn(tx, tenant.tenantId);
      throw undone;
    })
    .catch((error) => {
      if (error !== undone) throw error;
    });
  return { failed: results.filter((result) => !result.isSuccessful), results };
}

describe("the isolation probe", () => {
  it("W22: another tenant reads, guesses, inserts, changes and deletes nothing in any table", async () => {
    const { id, isSuccessful, tables } = await runIsolationProbe(tenant.ctx);
    const { results, attempts, startedBy } = await getIsolationProbe(tenant.ctx, id);
    expect(results.filter((result) => !result.isSuccessful)).toEqual([]);
    expect(isSuccessful).toBe(true);
    expect(startedBy).toBe("テスト master");
    expect(tables).toBeGreaterThan(15);
    expect(attempts).toBe(tables * 5);
    const found = results.find(({ table }) => table === "addresses");
    expect(found).toMatchObject({
      own: 1,
      read: { rows: 0, code: null },
      guess: { rows: 0, code: null },
      insert: { rows: 0, code: "42501" },
      update: { rows: 0, code: null },
      remove: { rows: 0, code: null },
    });
  });

  it("W22: the probe tries every table with a tenant, and changes nothing", async () => {
    const { results } = await probeAfter();
    const named = await superuser<{ name: string }[]>`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'tenant_id'`;
    const expected = [...named.map(({ name }) => name), "tenants"].filter(
      (name) => !sharedTables.includes(name),
    );
    expect(results.map(({ table }) => table).sort()).toEqual(expected.sort());
    const rows = await readTransaction(tenant.ctx, (tx) => tx.select().from(addresses));
    expect(rows).toHaveLength(1);
  });

  it("W22: it fails where a policy is missing", async () => {
    const { failed } = await probeAfter("drop policy tags_update on tags");
    expect(failed.map(({ table }) => table)).toEqual(["tags"]);
  });

  it("W22: it sees, guesses and changes rows where a policy lets everybody in", async () => {
    const { failed } = await probeAfter(
      "create policy leak on addresses to ecai_app using (true) with check (true)",
    );
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({
      table: "addresses",
      read: { rows: 1, code: null },
      guess: { rows: 1, code: null },
      update: { rows: 1 },
      remove: { rows: 1 },
    });
    expect(failed[0]?.insert.code).not.toBe("42501");
  });

  it("W22: it fails where row-level security is off or not forced", async () => {
    const { failed } = await probeAfter(
      "alter table tags disable row level security",
      "alter table groups no force row level security",
    );
    expect(failed.map(({ table }) => table).sort()).toEqual(["groups", "tags"]);
  });

  it("W22: it fails when the owner does not see its own rows, for then it proves nothing", async () => {
    const { failed } = await probeAfter(
      "alter policy users_select on users using (false and tenant_id::text = current_setting('app.tenant_id', true))",
    );
    expect(failed.map(({ table, own }) => ({ table, own }))).toEqual([{ table: "users", own: 0 }]);
  });

  it("W22: every environment is probed once a day, and customers are told of the last time", async () => {
    const before = (await listIsolationProbes(tenant.ctx)).probes.length;
    const { tenants } = await probeAllTenants();
    await probeAllTenants();
    const { probes } = await listIsolationProbes(tenant.ctx);
    expect(probes).toHaveLength(before + 1);
    expect(probes[0]).toMatchObject({ startedBy: null, isSuccessful: true });
    const fact = (await readFacts()).lastIsolationProbe?.value;
    expect(fact).toMatchObject({ isSuccessful: true });
    expect(fact?.tenants).toBeGreaterThanOrEqual(tenants);
    // Other tests have left hundreds of tenants in this database.
  }, 180_000);

  it("W22: a result cannot be changed, and another tenant does not find it", async () => {
    const { id } = await runIsolationProbe(tenant.ctx);
    const change = sql`update isolation_probes set is_successful = false`;
    await expect(transaction(tenant.ctx, (tx) => tx.execute(change))).rejects.toThrow();
    const other = await createTestTenant();
    await expect(getIsolationProbe(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    expect((await listIsolationProbes(other.ctx)).probes).toEqual([]);
  });

  it("pages by key", async () => {
    const all = await listIsolationProbes(tenant.ctx, { size: 100 });
    const first = await listIsolationProbes(tenant.ctx, { size: 1 });
    const second = await listIsolationProbes(tenant.ctx, { size: 1, after: first.after ?? "" });
    expect([...first.probes, ...second.probes].map(({ id }) => id)).toEqual(
      all.probes.slice(0, 2).map(({ id }) => id),
    );
  });
});
