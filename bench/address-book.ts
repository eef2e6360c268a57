import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { createTestTenant, type TestTenant } from "@/db/testing";

export type Book = TestTenant & { tags: Record<"broad" | "half" | "rare", string> };
export type Books = { large: Book; small: Book };

const others = 200;
const smallSize = 1000;

/**
 * A book of `rows` addresses with two and a half times as many tag links, beside 200 small ones. The keys stay, the other
 * indexes are made anew over the rows, and what runs for each row of a foreign key is left out: only the time is saved.
 */
export async function fillBooks(admin: postgres.Sql, rows: number): Promise<Books> {
  await admin`set session_replication_role = replica`;
  await admin`set maintenance_work_mem = '512MB'`;
  const indexes = await dropIndexes(admin);
  const large = await addBook(admin, await createTestTenant({ name: "計測株式会社" }), rows);
  const small = await addBook(admin, await createTestTenant({ name: "小規模株式会社" }), smallSize);
  for (let index = 1; index < others; index += 1)
    await addAddresses(admin, (await createTestTenant()).tenantId, smallSize);
  for (const definition of indexes) await admin.unsafe(definition);
  await admin`set session_replication_role = origin`;
  await admin`vacuum (analyze) addresses`;
  await admin`vacuum (analyze) address_tags`;
  await admin`analyze tags`;
  await admin`checkpoint`;
  return { large, small };
}

/** Drops the indexes that carry no constraint; returns what makes them again. */
async function dropIndexes(admin: postgres.Sql): Promise<string[]> {
  const found = await admin<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes i
    where schemaname = 'public' and tablename in ('addresses', 'address_tags')
      and not exists (select from pg_constraint where conname = indexname)`;
  for (const { name } of found) await admin`drop index ${admin(name)}`;
  return found.map(({ definition }) => definition);
}

function addAddresses(admin: postgres.Sql, tenantId: string, count: number) {
  return admin`
    insert into addresses (tenant_id, email, name, attributes, created_at)
    select ${tenantId}, 'user' || lpad(n::text, 7, '0') || '@' || substr(md5(n::text), 1, 6) || '.example.jp',
      '山田 太郎 ' || n, jsonb_build_object('都道府県', '県' || n % 47, '額', n % 1000),
      now() - n * interval '1 second'
    from generate_series(1, ${count}::int) n`;
}

/** Four tags: two on every address, one on half of them, one on every ten-thousandth. */
async function addBook(admin: postgres.Sql, tenant: TestTenant, rows: number): Promise<Book> {
  const { tenantId } = tenant;
  await addAddresses(admin, tenantId, rows);
  await admin`insert into attribute_definitions (tenant_id, subject, key, type)
    values (${tenantId}, 'address', '都道府県', 'text'), (${tenantId}, 'address', '額', 'number')`;
  const tags = { broad: randomUUID(), half: randomUUID(), rare: randomUUID(), more: randomUUID() };
  for (const [name, id] of Object.entries(tags))
    await admin`insert into tags (tenant_id, id, name) values (${tenantId}, ${id}, ${name})`;
  const link = (id: string, share: string) =>
    admin.unsafe(
      `insert into address_tags (tenant_id, tag_id, address_id)
       select tenant_id, $2::uuid, id from addresses where tenant_id = $1 and ${share}`,
      [tenantId, id],
    );
  await link(tags.broad, "true");
  await link(tags.half, "hashtext(email) % 2 = 0");
  await link(tags.rare, "hashtext(name) % 10000 = 0");
  await link(tags.more, "true");
  return { ...tenant, tags };
}
