import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { type ClaimedBatch, claimBatches } from "./claim";
import { prepareNext } from "./prepare";
import { recordOutcomes, releaseBatch } from "./record";
import { batchKey } from "./send-batch";
import { balancedLedger, createAudience, scheduleTestDelivery } from "./test-delivery";

const options = { workerId: "w", limit: 4, claimSize: 100, isRepeatable: true };

async function prepared(count: number): Promise<{ tenant: TestTenant; id: string }> {
  const tenant = await createAudience(count);
  const id = await scheduleTestDelivery(tenant);
  while ((await prepareNext(tenant.ctx, id)) === "more");
  return { tenant, id };
}

const accept = ({ ctx }: TestTenant, id: string, batches: ClaimedBatch[]) =>
  recordOutcomes(
    ctx,
    id,
    batches.map((batch) => ({
      batch,
      outcomes: batch.recipients.map(({ email }) => ({ state: "accepted", messageId: email })),
      after: 0,
    })),
  );

const emailsOf = (batches: ClaimedBatch[]) =>
  batches.flatMap(({ recipients }) => recipients.map(({ email }) => email));

describe("claimBatches", () => {
  it("W25: takes each recipient once, in the same order as a repeat, and records several batches at once", async () => {
    const { tenant, id } = await prepared(250);
    const first = await claimBatches(tenant.ctx, id, { ...options, limit: 2, leaseSeconds: 0 });
    expect(first.map(({ recipients }) => recipients.length)).toEqual([100, 100]);
    const again = await claimBatches(tenant.ctx, id, options);
    expect(again.map(({ isRepeat }) => isRepeat)).toEqual([true, true, false]);
    expect(emailsOf(again.slice(0, 2))).toEqual(emailsOf(first));
    expect(again.slice(0, 2).map(batchKey)).toEqual(first.map(batchKey));
    expect(new Set(emailsOf(again)).size).toBe(250);
    expect(await claimBatches(tenant.ctx, id, options)).toEqual([]);
    expect(await accept(tenant, id, again)).toBe(true);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 250, sending: 0 });
  });

  it("W25: a batch that goes in parts has a key and recipients of its own for each", async () => {
    const { tenant, id } = await prepared(100);
    const keys: string[] = [];
    const emails: string[] = [];
    for (const size of [40, 40, 20]) {
      const batches = await claimBatches(tenant.ctx, id, { ...options, claimSize: 40 });
      expect(emailsOf(batches)).toHaveLength(size);
      keys.push(...batches.map(batchKey));
      emails.push(...emailsOf(batches));
      await accept(tenant, id, batches);
    }
    expect(new Set(keys).size).toBe(3);
    expect(new Set(emails).size).toBe(100);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 100 });
  });

  it("W25: what is put back unsent keeps its key, and a worker that lost its lease changes nothing", async () => {
    const { tenant, id } = await prepared(100);
    const [late] = await claimBatches(tenant.ctx, id, { ...options, leaseSeconds: 0 });
    const [batch] = await claimBatches(tenant.ctx, id, options);
    if (!late || !batch) throw new Error("nothing claimed");
    const release = { after: 0, isAttempt: false, isClean: true };
    await releaseBatch(tenant.ctx, late, release);
    expect(await balancedLedger(tenant, id)).toMatchObject({ sending: 100 });
    await releaseBatch(tenant.ctx, { ...batch, isRepeat: false }, release);
    expect(await balancedLedger(tenant, id)).toMatchObject({ queued: 100 });
    const [next] = await claimBatches(tenant.ctx, id, options);
    expect(next && batchKey(next)).toBe(batchKey(batch));
  });

  it("W14: keeps what servers say without what the database does not take, and tells that the delivery rests", async () => {
    const { tenant, id } = await prepared(1);
    const batches = await claimBatches(tenant.ctx, id, options);
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update deliveries set state = 'paused'
        where tenant_id = ${tenant.tenantId} and id = ${id}`),
    );
    const sets = batches.map((batch) => ({
      batch,
      outcomes: [{ state: "failed" as const, reason: "no\u0000such \ud800user" }],
      after: 0,
    }));
    expect(await recordOutcomes(tenant.ctx, id, sets)).toBe(false);
    const rows = await transaction(tenant.ctx, (tx) =>
      tx.execute<{ reason: string }>(sql`select reason from recipients
        where tenant_id = ${tenant.tenantId} and delivery_id = ${id}`),
    );
    expect(rows.map(({ reason }) => reason)).toEqual(["no such \ufffduser"]);
  });
});
