import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { addresses, suppressions } from "@/db/schema/addresses";
import { sendingQueue } from "@/db/schema/control";
import { type Audience, deliveries, senders } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { type LoopOptions, startSendingLoop } from "./loop";
import { getLedger, type Ledger } from "./queries";
import { createResendTransport } from "./resend-transport";
import type { Sink } from "./test-sink";
import { wakeSending } from "./wake";

export const emailOf = (number: number): string =>
  `person-${String(number).padStart(5, "0")}@example.jp`;

/** A tenant with so many addresses; those of the given numbers are suppressed. Empties the queue of what other tests left. */
export async function createAudience(
  count: number,
  suppressed: number[] = [],
): Promise<TestTenant> {
  await controlDb().delete(sendingQueue);
  const tenant = await createTestTenant();
  const { tenantId } = tenant;
  await transaction(tenant.ctx, async (tx) => {
    const rows = Array.from({ length: count }, (_, i) => ({
      tenantId,
      email: emailOf(i + 1),
      name: `人${i + 1}`,
      attributes: { 番号: i + 1 },
    }));
    for (let i = 0; i < rows.length; i += 5_000)
      await tx.insert(addresses).values(rows.slice(i, i + 5_000));
    if (suppressed.length > 0) {
      await tx
        .insert(suppressions)
        .values(
          suppressed.map((n) => ({ tenantId, email: emailOf(n), reason: "manual" as const })),
        );
    }
  });
  return tenant;
}

/** A delivery that is due now, as the console's scheduling leaves it. */
export async function scheduleTestDelivery(
  { tenantId, ctx }: TestTenant,
  audience: Audience = { kind: "everyone" },
): Promise<string> {
  return transaction(ctx, async (tx) => {
    const [sender] = await tx
      .insert(senders)
      .values({
        tenantId,
        name: "テスト商店",
        email: `news-${randomUUID().slice(0, 8)}@example.jp`,
      })
      .returning({ id: senders.id });
    const [delivery] = await tx
      .insert(deliveries)
      .values({
        tenantId,
        name: "お知らせ",
        state: "scheduled",
        senderId: sender?.id,
        subject: "{{名前|お客様}} 様へ",
        html: "<p>{{名前|お客様}} 様 会員番号 {{番号}}</p>",
        audience,
        scheduledAt: new Date(),
      })
      .returning({ id: deliveries.id });
    if (!delivery) throw new Error("no delivery");
    await wakeSending(tx, tenantId, delivery.id);
    return delivery.id;
  });
}

/** Runs a loop against the sink, with short pauses between attempts, while `work` goes on. */
export async function withLoop<T>(
  sink: Sink,
  work: () => Promise<T>,
  options: Partial<LoopOptions> & { loops?: number } = {},
): Promise<T> {
  const stop = new AbortController();
  const transport = createResendTransport({
    apiKey: "re_test",
    baseUrl: sink.url,
    timeoutMs: 2_000,
  });
  const loops = Array.from({ length: options.loops ?? 1 }, (_, i) =>
    startSendingLoop({
      workerId: `test-${i}`,
      signal: stop.signal,
      concurrency: () => 4,
      transport,
      retry: { delayMs: () => 20 },
      ...options,
    }),
  );
  try {
    return await work();
  } finally {
    stop.abort();
    await Promise.all(loops);
    await transport.close();
  }
}

export async function stateOf({ tenantId, ctx }: TestTenant, deliveryId: string): Promise<string> {
  const [row] = await transaction(ctx, (tx) =>
    tx.execute<{ state: string }>(
      sql`select state from deliveries where tenant_id = ${tenantId} and id = ${deliveryId}`,
    ),
  );
  return row?.state ?? "missing";
}

export async function untilState(
  tenant: TestTenant,
  deliveryId: string,
  wanted: string,
): Promise<void> {
  await until(async () => (await stateOf(tenant, deliveryId)) === wanted, `delivery ${wanted}`);
}

export async function until(isTrue: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`);
    await sleep(20);
  }
}

/** The delivery's ledger, after checking that it balances overall and in each batch. */
export async function balancedLedger(
  { tenantId, ctx }: TestTenant,
  deliveryId: string,
): Promise<Ledger> {
  const parts = sql`queued + sending + accepted + delivered + bounced + failed + suppressed + cancelled + unknown`;
  const wrong = await transaction(ctx, (tx) =>
    tx.execute(sql`select batch_no from batches b where tenant_id = ${tenantId} and delivery_id = ${deliveryId}
      and (audience <> ${parts} or audience <> (select count(*) from recipients r where r.tenant_id = ${tenantId}
        and r.delivery_id = ${deliveryId} and r.batch_no = b.batch_no))`),
  );
  if (wrong.length > 0) throw new Error(`batches out of balance: ${JSON.stringify([...wrong])}`);
  return getLedger(ctx, deliveryId);
}
