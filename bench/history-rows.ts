import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { createTestTenant, type TestTenant } from "@/db/testing";

export type Loaded = TestTenant & {
  /** From the newest on; the newest is the largest. */
  deliveryIds: string[];
  largest: { id: string; recipients: number };
};

/** One recipient in two hundred thousand has it. */
export const rareDomain = "kaisha7.example.jp";
const deliveriesCount = 1_000;
const others = 20;
const batchSize = 100;
const hoursBetween = 8;

/** `recipients` of one customer in a thousand deliveries, a tenth of them in the newest one, beside twenty others. */
export async function loadHistory(admin: postgres.Sql, recipients: number): Promise<Loaded> {
  const tenant = await createTestTenant({ name: "計測株式会社" });
  const largest = Math.floor(recipients / 10);
  const each = Math.ceil((recipients - largest) / (deliveriesCount - 1));
  const deliveryIds = Array.from({ length: deliveriesCount }, () => randomUUID());
  const [newest = ""] = deliveryIds;
  await admin`set session_replication_role = replica`;
  await admin`set maintenance_work_mem = '1GB'`;
  await addDeliveries(admin, tenant.tenantId, deliveryIds, each);
  await admin`update bench_sizes set size = ${largest} where id = ${newest}`;
  for (let index = 0; index < others; index += 1) {
    const ids = Array.from({ length: 10 }, () => randomUUID());
    await addDeliveries(admin, (await createTestTenant()).tenantId, ids, each);
  }
  await withoutIndexes(admin, "recipients", () => addRecipients(admin));
  await withoutIndexes(admin, "batches", () => addBatches(admin));
  await addTotals(admin);
  await admin`set session_replication_role = origin`;
  for (const table of ["recipients", "batches", "deliveries", "delivery_totals"])
    await admin`vacuum (analyze) ${admin(table)}`;
  return { ...tenant, deliveryIds, largest: { id: newest, recipients: largest } };
}

async function addDeliveries(admin: postgres.Sql, tenantId: string, ids: string[], size: number) {
  await admin`create temporary table if not exists bench_sizes (tenant_id uuid, id uuid, size int, started_at timestamptz)`;
  await admin`
    insert into bench_sizes
    select ${tenantId}, d.id, ${size}::int,
      date_trunc('second', now()) - d.place * ${hoursBetween}::int * interval '1 hour'
    from unnest(${ids}::uuid[]) with ordinality as d(id, place)`;
  await admin`
    insert into deliveries (tenant_id, id, name, state, subject, html, started_at, finished_at, created_at, updated_at)
    select ${tenantId}, id, 'お知らせ ' || started_at::date, 'finished', '今月のご案内',
      repeat('<p>いつもありがとうございます。</p>', 40),
      started_at, started_at + interval '1 hour', started_at, started_at
    from bench_sizes where tenant_id = ${tenantId}`;
}

/** Runs `work` while the table has neither key nor index, and makes them afterwards: many times quicker. */
async function withoutIndexes(admin: postgres.Sql, table: string, work: () => Promise<unknown>) {
  const key = await admin<{ name: string; definition: string }[]>`
    select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = ${table}::regclass and contype in ('p', 'f') order by contype desc`;
  const indexes = await admin<{ name: string; definition: string }[]>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
    where i.indrelid = ${table}::regclass and not i.indisprimary`;
  for (const { name } of indexes) await admin.unsafe(`drop index "${name}"`);
  for (const { name } of key)
    await admin.unsafe(`alter table ${table} drop constraint "${name}" cascade`);
  await work();
  for (const { name, definition } of key.filter((one) => one.definition.startsWith("PRIMARY")))
    await admin.unsafe(`alter table ${table} add constraint "${name}" ${definition}`);
  for (const { definition } of indexes) await admin.unsafe(definition);
}

/** One domain in a hundred addresses is one of two thousand small ones; of the mails, two in a hundred come back. */
async function addRecipients(admin: postgres.Sql) {
  await admin`
    insert into recipients (tenant_id, delivery_id, batch_no, address_id, email, state, attempt_set, reason,
      message_id, accepted_at, delivered_at, bounced_at, opened_at, clicked_at, updated_at)
    select d.tenant_id, d.id, 1 + (n - 1) / ${batchSize}::int,
      ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
      'user' || lpad(n::text, 7, '0') || '@' || case when n % 100 = 7 then 'kaisha' || n % 2003 || '.example.jp'
        else (array['docomo.ne.jp', 'gmail.com', 'ezweb.ne.jp', 'yahoo.co.jp', 'softbank.ne.jp',
          'icloud.com', 'au.com', 'outlook.jp'])[1 + least(n % 11, 7)] end,
      state,
      1,
      case state when 'bounced' then 'hardBounce: General / smtp; 550 5.1.' || n % 3 || ' user unknown'
        when 'failed' then 'refused: 400' when 'suppressed' then 'unsubscribed' when 'unknown' then 'interrupted' end,
      case when state in ('delivered', 'bounced') then md5(n::text) end,
      case when state in ('delivered', 'bounced') then d.started_at + n * interval '1 millisecond' end,
      case when state = 'delivered' then d.started_at + n * interval '2 milliseconds' end,
      case when state = 'bounced' then d.started_at + n * interval '2 milliseconds' end,
      case when state = 'delivered' and n % 4 = 1 then d.started_at + n % 4321 * interval '1 minute' end,
      case when state = 'delivered' and n % 24 = 1 then d.started_at + n % 4321 * interval '1 minute' end,
      d.started_at + interval '1 hour'
    from bench_sizes d cross join lateral generate_series(1, d.size) n
    cross join lateral (select case when n % 50 = 3 then 'bounced' when n % 500 = 4 then 'failed'
      when n % 40 = 6 then 'suppressed' when n % 5000 = 4999 then 'unknown' else 'delivered' end) as s(state)`;
}

async function addBatches(admin: postgres.Sql) {
  await admin`
    insert into batches (tenant_id, delivery_id, batch_no, state, audience, delivered, bounced, failed,
      suppressed, unknown, opened, clicked, updated_at)
    select tenant_id, delivery_id, batch_no, 'done', count(*), count(*) filter (where state = 'delivered'),
      count(*) filter (where state = 'bounced'), count(*) filter (where state = 'failed'),
      count(*) filter (where state = 'suppressed'), count(*) filter (where state = 'unknown'),
      count(opened_at), count(clicked_at), max(updated_at)
    from recipients group by 1, 2, 3`;
}

/** As the worker leaves every delivery that rests. */
async function addTotals(admin: postgres.Sql) {
  await admin`
    insert into delivery_totals (tenant_id, delivery_id, audience, queued, sending, accepted, delivered, bounced,
      failed, suppressed, cancelled, unknown, opened, clicked, complained)
    select tenant_id, delivery_id, sum(audience), 0, 0, 0, sum(delivered), sum(bounced), sum(failed), sum(suppressed), 0,
      sum(unknown), sum(opened), sum(clicked), 0
    from batches group by 1, 2`;
}
