import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import { createTestTenant, uniqueEmail } from "./testing";

const sql = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
afterAll(() => sql.end());

const row = (tenantId: string) => ({ tenant_id: tenantId, email: uniqueEmail("key") });
/** What came of a statement: done, or the code of what refused it. */
const outcome = (work: PromiseLike<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );
const add = (...tenantIds: string[]) =>
  outcome(sql`insert into addresses ${sql(tenantIds.map(row))}`);
const violation = "23503";

describe("the tenant of an address", () => {
  it("W22: exists, whoever writes the row and however many there are", async () => {
    const [one, other] = [await createTestTenant(), await createTestTenant()];
    expect(await add(one.tenantId)).toBe("done");
    expect(await add(one.tenantId, other.tenantId)).toBe("done");
    expect(await add(randomUUID())).toBe(violation);
    expect(await add(one.tenantId, randomUUID())).toBe(violation);
    const asTenant = (tenantId: string, given: string) =>
      sql.begin(async (tx) => {
        await tx`select set_config('app.tenant_id', ${given}, true)`;
        await tx`insert into addresses ${tx([row(one.tenantId), row(tenantId)])}`;
      });
    expect(await outcome(asTenant(randomUUID(), one.tenantId))).toBe(violation);
    expect(await outcome(asTenant(randomUUID(), randomUUID()))).toBe(violation);
    expect(await outcome(asTenant(other.tenantId, randomUUID()))).toBe("done");
  });

  it("W22: stays, and is not deleted while it has addresses", async () => {
    const [one, other] = [await createTestTenant(), await createTestTenant()];
    await add(one.tenantId);
    const move = sql`update addresses set tenant_id = ${other.tenantId} where tenant_id = ${one.tenantId}`;
    expect(await outcome(move)).toBe(violation);
    await sql`update addresses set tenant_id = tenant_id where tenant_id = ${one.tenantId}`;
    await sql`delete from users where tenant_id = ${one.tenantId}`;
    const leave = () => outcome(sql`delete from tenants where id = ${one.tenantId}`);
    expect(await leave()).toBe(violation);
    const renumber = sql`update tenants set id = ${randomUUID()} where id = ${one.tenantId}`;
    expect(await outcome(renumber)).toBe(violation);
    await sql`delete from addresses where tenant_id = ${one.tenantId}`;
    expect(await leave()).toBe("done");
  });
});
