import { eq } from "drizzle-orm";
import postgres, { type TransactionSql } from "postgres";
import { afterAll, beforeEach, expect, it } from "vitest";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { createAddress } from "@/lib/addresses/mutations";
import { eraseAddresses } from "./mutations";
import { tombstoneHash } from "./rules";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
afterAll(() => superuser.end());

const email = "modoru@example.jp";
let tenant: TestTenant;

beforeEach(async () => {
  tenant = await createTestTenant();
  const { ctx, tenantId } = tenant;
  const { id } = await createAddress(ctx, {
    email: { email, isNonstandard: false },
    name: "戻る 人",
    attributes: {},
    tagIds: [],
  });
  await transaction(ctx, async (tx) => {
    const [tag] = await tx.insert(tags).values({ tenantId, name: "札" }).returning();
    await tx.insert(addressTags).values({ tenantId, addressId: id, tagId: tag?.id ?? "" });
  });
});

const tombstone = (erasedAt: Date) => ({
  kind: "address" as const,
  tenantId: tenant.tenantId,
  addressHash: tombstoneHash(email),
  erasedAt: erasedAt.toISOString(),
});

const foreignKeys = (sql: TransactionSql) => sql<{ table: string; name: string }[]>`
  select conrelid::regclass::text as table, conname as name from pg_constraint
  where contype = 'f' and confrelid = 'addresses'::regclass`;

it("W13: an erasure replayed while a restore has lifted the foreign keys leaves nothing that they would refuse", async () => {
  const { tenantId } = tenant;
  const undone = new Error("undone");
  const replayed = superuser.begin(async (sql) => {
    const keys = await foreignKeys(sql);
    expect(keys.length).toBeGreaterThan(1);
    for (const { table, name } of keys)
      await sql.unsafe(`alter table ${table} drop constraint "${name}"`);
    await eraseAddresses(sql, tenantId, [tombstone(new Date(Date.now() + 1_000))]);
    for (const { table } of keys) {
      const rows = await sql.unsafe(`select 1 from ${table} where tenant_id = '${tenantId}'`);
      expect(rows.length, table).toBe(0);
    }
    throw undone;
  });
  await expect(replayed).rejects.toBe(undone);
});

it("W8: a person who was erased and came back later is kept by a restore", async () => {
  const { ctx, tenantId } = tenant;
  await superuser.begin((sql) => eraseAddresses(sql, tenantId, [tombstone(new Date(0))]));
  const kept = await readTransaction(ctx, (tx) =>
    tx.$count(addresses, eq(addresses.tenantId, tenantId)),
  );
  expect(kept).toBe(1);
});
