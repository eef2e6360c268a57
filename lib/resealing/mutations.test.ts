import { randomUUID } from "node:crypto";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  operatorSealedTables,
  type SealedTable,
  sealedTables,
  tenantRowOwner,
} from "@/db/sealed-columns";
import { isSealedNow, seal, unseal } from "@/lib/secret-box";
import { reseal } from "./mutations";

const secrets = ["o".repeat(40), "n".repeat(40)];
const holder = vi.hoisted(() => ({ keys: [] as string[] }));
vi.mock("@/lib/env", async (load) => {
  const actual = await load<typeof import("@/lib/env")>();
  return { ...actual, env: () => ({ ...actual.env(), ECAI_DATA_KEYS: holder.keys }) };
});
const [oldKey, newKey] = [`old:${secrets[0]}`, `new:${secrets[1]}`];

const table = "sealed_for_tests";
const sealed: SealedTable = {
  table,
  key: ["tenant_id", "id"],
  columns: { secret: "totp", other: "webhook" },
  owner: tenantRowOwner(),
};
const db = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });

beforeAll(async () => {
  await db.unsafe(`
    create table ${table} (tenant_id uuid, id uuid, secret text, other text, primary key (tenant_id, id));
    alter table ${table} enable row level security;
    create policy own on ${table} to ecai_app
      using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
    grant select, update on ${table} to ecai_app`);
});
afterAll(async () => {
  await db.unsafe(`drop table ${table}`);
  await db.end();
});

async function fill(count: number): Promise<string> {
  const tenantId = randomUUID();
  const rows = Array.from({ length: count }, (_, at) => {
    const id = randomUUID();
    const owner = `${tenantId}:${id}`;
    const other = at % 2 ? null : seal(`other ${at}`, { purpose: "webhook", owner });
    return {
      tenant_id: tenantId,
      id,
      secret: seal(`secret ${at}`, { purpose: "totp", owner }),
      other,
    };
  });
  await db`insert into ${db(table)} ${db(rows)}`;
  return tenantId;
}

type Row = { id: string; secret: string; other: string | null };
const rowsOf = (tenantId: string) =>
  db<Row[]>`select id, secret, other from ${db(table)} where tenant_id = ${tenantId}`;

describe("reseal", () => {
  it("W35: seals every secret of a tenant anew under the new key, and those of no other", async () => {
    holder.keys = [oldKey];
    const [tenantId, otherTenant] = [await fill(450), await fill(3)];
    holder.keys = [newKey, oldKey];
    expect(await reseal(tenantId, [sealed])).toEqual({ done: 675, failed: [] });
    holder.keys = [newKey];
    for (const { id, secret, other } of await rowsOf(tenantId)) {
      expect(isSealedNow(secret)).toBe(true);
      expect(unseal(secret, { purpose: "totp", owner: `${tenantId}:${id}` })).toMatch(/^secret \d/);
      if (other)
        expect(unseal(other, { purpose: "webhook", owner: `${tenantId}:${id}` })).toMatch(/^other/);
    }
    expect((await rowsOf(otherTenant)).some(({ secret }) => isSealedNow(secret))).toBe(false);
    expect(await reseal(tenantId, [sealed])).toEqual({ done: 0, failed: [] });
  });

  it("goes on after it was stopped and names what no key opens, without stopping at it", async () => {
    holder.keys = [oldKey];
    const tenantId = await fill(5);
    const [broken, finished] = await rowsOf(tenantId);
    await db`update ${db(table)} set secret = 'v1.lost.AAAA' where id = ${broken?.id ?? ""}`;
    holder.keys = [newKey, oldKey];
    const owner = `${tenantId}:${finished?.id}`;
    const fresh = seal("done before", { purpose: "totp", owner });
    await db`update ${db(table)} set secret = ${fresh} where id = ${finished?.id ?? ""}`;
    const { done, failed } = await reseal(tenantId, [sealed]);
    expect(failed).toEqual([`${table}.secret ${tenantId}/${broken?.id}`]);
    expect(done).toBe(6);
    const left = (await rowsOf(tenantId)).filter(({ secret }) => !isSealedNow(secret));
    expect(left.map(({ id }) => id)).toEqual([broken?.id]);
  });

  it("W35: the staff's secrets are sealed anew through their own role, which is the only one that reaches them", async () => {
    holder.keys = [oldKey];
    const [operator] = await db<{ id: string }[]>`
      insert into operators (email, name, password_hash)
      values (${`${randomUUID()}@ecai.example`}, 'x', 'x') returning id`;
    const owner = { purpose: "totp", owner: `operator:${operator?.id}` };
    await db`
      insert into operator_totp (operator_id, secret) values (${operator?.id ?? ""}, ${seal("JBSW", owner)})`;
    holder.keys = [newKey, oldKey];
    await expect(reseal(null, operatorSealedTables)).rejects.toThrow();
    const staff = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 1, onnotice: () => {} });
    const { done } = await reseal(null, operatorSealedTables, drizzle(staff));
    await staff.end();
    expect(done).toBeGreaterThanOrEqual(1);
    const [row] = await db<{ secret: string }[]>`
      select secret from operator_totp where operator_id = ${operator?.id ?? ""}`;
    holder.keys = [newKey];
    expect(unseal(row?.secret ?? "", owner)).toBe("JBSW");
    await db`delete from operators where id = ${operator?.id ?? ""}`;
  });

  it("every listed column exists and every table's key is a key", async () => {
    for (const { table: name, key, columns } of [...sealedTables, ...operatorSealedTables]) {
      const found = await db<{ column_name: string }[]>`
        select column_name from information_schema.columns where table_name = ${name}`;
      const names = found.map(({ column_name }) => column_name);
      expect(names, name).toEqual(expect.arrayContaining([...key, ...Object.keys(columns)]));
    }
  });

  it("every column that a migration calls sealed is listed", async () => {
    const found = await db<{ place: string }[]>`
      select table_name || '.' || column_name as place from information_schema.columns
      where table_schema = 'public' and column_name like '%sealed%'`;
    const listed = sealedTables.flatMap(({ table: name, columns }) =>
      Object.keys(columns).map((column) => `${name}.${column}`),
    );
    for (const { place } of found) expect(listed).toContain(place);
  });
});
