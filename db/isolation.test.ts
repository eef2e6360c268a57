import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
const app = postgres(process.env.DATABASE_URL ?? "", { max: 2, onnotice: () => {} });
const tenants = { a: randomUUID(), b: randomUUID() };
let tables: { name: string; column: string }[] = [];

type Column = { name: string; type: string; required: boolean; allowed: string | null };

/** A value the column accepts: the first one its CHECK allows, else any of its type. */
function valueFor({ type, allowed }: Column): string {
  const first = allowed?.match(/'([^']+)'/)?.[1];
  if (first) return `'${first}'`;
  if (type === "uuid") return "gen_random_uuid()";
  if (type === "jsonb") return "'{}'";
  if (type === "bytea") return "'\\x00'";
  if (type.endsWith("[]")) return "'{}'";
  if (type.startsWith("timestamp") || type === "date") return "now()";
  return type === "boolean" ? "false" : type === "text" ? "gen_random_uuid()::text" : "1";
}

async function insertStatement(
  table: string,
  tenantColumn: string,
  tenant: string,
): Promise<string> {
  const columns = await superuser<Column[]>`
    select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef as required,
      (select pg_get_constraintdef(k.oid) from pg_constraint k
       where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]) as allowed
    from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped`;
  const used = columns.filter(({ required, name }) => required || name === tenantColumn);
  const values = used.map((column) =>
    column.name === tenantColumn ? `'${tenant}'` : valueFor(column),
  );
  return `insert into ${table} (${used.map(({ name }) => name).join(", ")}) values (${values.join(", ")})`;
}

beforeAll(async () => {
  const names = await superuser<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity order by 1`;
  tables = names.map(({ name }) => ({ name, column: name === "tenants" ? "id" : "tenant_id" }));
  await superuser`set session_replication_role = replica`;
  for (const tenant of Object.values(tenants)) {
    for (const { name, column } of tables)
      await superuser.unsafe(await insertStatement(name, column, tenant));
  }
  await superuser`set session_replication_role = origin`;
});

afterAll(async () => {
  for (const { name, column } of tables.toReversed()) {
    await superuser`set session_replication_role = replica`;
    await superuser.unsafe(
      `delete from ${name} where ${column} in ('${tenants.a}', '${tenants.b}')`,
    );
  }
  await Promise.all([superuser.end(), app.end()]);
});

function asTenant<T>(tenant: string | null, work: (tx: postgres.TransactionSql) => Promise<T>) {
  return app.begin(async (tx) => {
    if (tenant) await tx`select set_config('app.tenant_id', ${tenant}, true)`;
    return work(tx);
  });
}

/** How many rows a statement touched, or 0 when the database refused it. */
async function touched(tenant: string | null, statement: string): Promise<number> {
  try {
    return await asTenant(tenant, async (tx) => (await tx.unsafe(statement)).count);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "42501") return 0;
    throw error;
  }
}

const pairs = [
  { reader: "tenant a", own: () => tenants.a, other: () => tenants.b },
  { reader: "tenant b", own: () => tenants.b, other: () => tenants.a },
];

describe("row-level security as the application role", () => {
  it.each(pairs)(
    "W22: $reader reads, changes, deletes and inserts no row of the other in any table",
    async ({ own, other }) => {
      for (const { name, column } of tables) {
        const label = `${name} as ${own()}`;
        const seen = await asTenant(own(), (tx) =>
          tx.unsafe(`select distinct ${column} as id from ${name}`),
        );
        expect(
          seen.map(({ id }) => id),
          label,
        ).toEqual([own()]);
        expect(
          await touched(own(), `select 1 from ${name} where ${column} = '${other()}'`),
          label,
        ).toBe(0);
        expect(
          await touched(
            own(),
            `update ${name} set ${column} = ${column} where ${column} = '${other()}'`,
          ),
          label,
        ).toBe(0);
        expect(
          await touched(
            own(),
            `update ${name} set ${column} = '${other()}' where ${column} = '${own()}'`,
          ),
          label,
        ).toBe(0);
        expect(
          await touched(own(), `delete from ${name} where ${column} = '${other()}'`),
          label,
        ).toBe(0);
        expect(await touched(own(), await insertStatement(name, column, other())), label).toBe(0);
      }
    },
  );

  it("W22: without a tenant no row of any table is read, changed, deleted or inserted", async () => {
    for (const { name, column } of tables) {
      expect(await touched(null, `select 1 from ${name}`), name).toBe(0);
      expect(await touched(null, `update ${name} set ${column} = ${column}`), name).toBe(0);
      expect(await touched(null, `delete from ${name}`), name).toBe(0);
      expect(await touched(null, await insertStatement(name, column, tenants.a)), name).toBe(0);
    }
  });

  it("W22: 10,000 interleaved transactions on two connections, some of which throw, leak nothing", async () => {
    const expected = { read: 0, failed: 0, leaked: 0 };
    const one = async (index: number) => {
      const tenant = [tenants.a, tenants.b, null][index % 3] ?? null;
      const { name, column } = tables[index % tables.length] ?? {
        name: "tags",
        column: "tenant_id",
      };
      try {
        await asTenant(tenant, async (tx) => {
          const rows = await tx.unsafe(`select ${column} as id from ${name}`);
          expected.read += rows.length;
          expected.leaked += rows.filter(({ id }) => id !== tenant).length;
          if (index % 7 === 0) throw new Error("on purpose");
        });
      } catch (error) {
        if (!(error instanceof Error) || error.message !== "on purpose") throw error;
        expected.failed += 1;
      }
    };
    await Promise.all(Array.from({ length: 10_000 }, (_, index) => one(index)));
    expect(expected.leaked).toBe(0);
    expect(expected.failed).toBe(Math.ceil(10_000 / 7));
    expect(expected.read).toBeGreaterThan(5_000);
  }, 120_000);
});
