import type postgres from "postgres";
import { createBook, emptyDeliveries, prepareAll, scheduleDelivery } from "./audience";
import { atMost, median, type Part } from "./report";
import { runs, secondsOf } from "./timing";

/** Preparation as the worker runs it, against one INSERT … SELECT past row-level security into the same tables. */
export async function measureFanOut(admin: postgres.Sql, count: number): Promise<Part> {
  const book = await createBook(admin, count);
  await admin`analyze addresses`;
  const ours: number[] = [];
  const raw: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await emptyDeliveries(admin);
    const deliveryId = await scheduleDelivery(book, false);
    ours.push(await secondsOf(() => prepareAll(book, deliveryId)));
    await expectRecipients(admin, deliveryId, count);
    await emptyDeliveries(admin);
    const otherId = await scheduleDelivery(book, false);
    raw.push(await secondsOf(() => insertAll(admin, book.tenantId, otherId)));
    await expectRecipients(admin, otherId, count);
  }
  await emptyDeliveries(admin);
  const figure = median(ours);
  const limit = median(raw);
  const step = `fan-out of ${count} recipients`;
  return {
    rows: [atMost({ step, figure, limit, unit: "s" }, 1.8)],
    facts: { fanOut: { ours, raw } },
  };
}

/** The same rows with the same frozen values. */
const insertAll = (admin: postgres.Sql, tenantId: string, deliveryId: string) =>
  admin.begin(async (tx) => {
    await tx`insert into batches (tenant_id, delivery_id, batch_no, state, audience, queued)
      select ${tenantId}::uuid, ${deliveryId}::uuid, n, 'queued', 100, 100
      from generate_series(1, (select ceil(count(*) / 100.0)::int from addresses where tenant_id = ${tenantId})) n`;
    await tx`insert into recipients (tenant_id, delivery_id, batch_no, address_id, email, merge, state)
      select tenant_id, ${deliveryId}::uuid, ((row_number() over (order by id) - 1) / 100 + 1)::int, id, email,
        jsonb_build_object('名前', name, '番号', attributes ->> '番号', '店舗', attributes ->> '店舗'), 'queued'
      from addresses where tenant_id = ${tenantId} order by id`;
  });

async function expectRecipients(admin: postgres.Sql, deliveryId: string, count: number) {
  const [row] = await admin`select count(*)::int as count from recipients
    where delivery_id = ${deliveryId}`;
  if (row?.count !== count) throw new Error(`${row?.count} of ${count} recipients`);
}
