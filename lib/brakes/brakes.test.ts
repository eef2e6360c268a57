import { and, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { startMailApi } from "@/bin/testing/mail-server";
import { controlDb } from "@/db/client";
import { sendingBrakes } from "@/db/schema/abuse";
import { auditEntries } from "@/db/schema/audit-entries";
import { operatorAuditEntries } from "@/db/schema/control";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { tellBrake } from "@/lib/brake-telling/mutations";
import { drainOutbox } from "@/lib/outbox-sending/mutations";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  stateOf,
  until,
  untilState,
  withLoop,
} from "@/lib/sending/test-delivery";
import { type Sink, startSink } from "@/lib/sending/test-sink";
import { addTrap, removeTrap } from "@/lib/trap-addresses/mutations";
import { answerAppeal, appealBrake, engageBrake, releaseBrake } from "./mutations";
import { findBrake, listBrakes, listBrakesInForce } from "./queries";
import { tellBrakeSchema } from "./schema";

let sink: Sink;
let mail: Awaited<ReturnType<typeof startMailApi>>;
beforeAll(async () => {
  mail = await startMailApi();
  process.env.RESEND_BASE_URL = mail.base;
});
afterEach(() => sink?.close());
afterAll(() => mail.close());

const engage = ({ tenantId }: TestTenant, reason = "苦情が届いています。") =>
  asOperator((operator) => engageBrake(operator, { tenantId, reason }));
const release = async (tenant: TestTenant, reason = "確認しました。") => {
  const id = (await findBrake(tenant.ctx))?.id ?? "";
  await asOperator((operator) => releaseBrake(operator, { tenantId: tenant.tenantId, id, reason }));
};
const auditOf = ({ ctx, tenantId }: TestTenant) =>
  readTransaction(ctx, async (tx) =>
    (
      await tx
        .select({ action: auditEntries.action, actor: auditEntries.actorName })
        .from(auditEntries)
        .where(
          and(eq(auditEntries.tenantId, tenantId), sql`${auditEntries.action} ~ '^(brake|abuse)'`),
        )
        .orderBy(auditEntries.seq)
    ).map(({ action, actor }) => `${action} ${actor}`),
  );
const operatorAuditOf = async ({ tenantId }: TestTenant) =>
  asOperator(async () =>
    (
      await controlDb()
        .select({ action: operatorAuditEntries.action })
        .from(operatorAuditEntries)
        .where(eq(operatorAuditEntries.targetId, tenantId))
        .orderBy(operatorAuditEntries.seq)
    ).map(({ action }) => action),
  );
/** What the worker would do of what was asked for by the rows themselves. */
async function tellWaiting({ tenantId }: TestTenant): Promise<void> {
  const jobs = await controlDb().execute<{ payload: unknown }>(sql`
    delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
    where t.id = j.task_id and t.identifier = 'brakes.tell' and j.payload ->> 'tenantId' = ${tenantId}
    returning j.payload`);
  for (const { payload } of jobs) await tellBrake(tellBrakeSchema.parse(payload));
  await drainOutbox();
}

describe("a brake", () => {
  it("W18: stops a delivery in its middle, and after the release the rest is sent, nobody lost, nobody twice", async () => {
    const tenant = await createAudience(5_000);
    sink = await startSink();
    const id = await scheduleTestDelivery(tenant);
    await withLoop(sink, async () => {
      await until(() => sink.calls.length > 1, "the first calls");
      await engage(tenant);
      const atRest = async () => {
        const before = await balancedLedger(tenant, id);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const after = await balancedLedger(tenant, id);
        return after.sending === 0 && before.queued === after.queued;
      };
      await until(atRest, "the delivery at rest");
      const { queued, accepted } = await balancedLedger(tenant, id);
      expect(queued).toBeGreaterThan(0);
      expect(queued + accepted).toBe(5_000);
      expect(await stateOf(tenant, id)).toBe("sending");
      await release(tenant);
      await untilState(tenant, id, "finished");
    });
    expect([...sink.sent.keys()].sort()).toEqual(
      Array.from({ length: 5_000 }, (_, i) => emailOf(i + 1)),
    );
    expect(new Set(sink.sent.values())).toEqual(new Set([1]));
    expect(await balancedLedger(tenant, id)).toMatchObject({ audience: 5_000, accepted: 5_000 });
  });

  it("W18: lets what is planned wait, stops nobody else and lets the customer cancel", async () => {
    const tenant = await createAudience(3);
    sink = await startSink();
    await engage(tenant);
    const waiting = await scheduleTestDelivery(tenant);
    const cancelled = await scheduleTestDelivery(tenant);
    const other = await createTestTenant();
    await transaction(other.ctx, (tx) =>
      tx.execute(sql`insert into addresses (tenant_id, email, name)
        values (${other.tenantId}, 'somebody-else@example.jp', '')`),
    );
    const others = await scheduleTestDelivery(other);
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update deliveries set state = 'cancelled'
        where tenant_id = ${tenant.tenantId} and id = ${cancelled}`),
    );
    await withLoop(sink, async () => {
      await untilState(other, others, "finished");
      expect(await stateOf(tenant, waiting)).toBe("scheduled");
      expect([...sink.sent.keys()]).toEqual(["somebody-else@example.jp"]);
      await release(tenant);
      await untilState(tenant, waiting, "finished");
    });
    expect(sink.sent.size).toBe(4);
  });

  it("W18: is told to the masters with its reason, appealed by them, answered, released, and all of it is on record twice", async () => {
    const tenant = await createTestTenant({ name: "訴え商会" });
    const to = tenant.ctx.actor.email ?? "";
    await engage(tenant);
    await expect(engage(tenant)).rejects.toMatchObject({ code: "conflict" });
    await tellWaiting(tenant);
    expect(mail.to(to).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("メール送信の停止措置"),
    ]);
    expect(JSON.stringify(mail.to(to)[0])).toContain("苦情が届いています。");

    const id = (await findBrake(tenant.ctx))?.id ?? "";
    const viewer = await tenant.contextFor("manager");
    const body = "名簿は店頭で同意を得たものです。";
    await expect(appealBrake(viewer, { id, body })).rejects.toMatchObject({
      code: "not_permitted",
    });
    await appealBrake(tenant.ctx, { id, body });
    await asOperator(async (operator) => {
      const [brake] = (await listBrakesInForce(operator)).filter((row) => row.id === id);
      expect(brake).toMatchObject({ tenantName: "訴え商会", appeals: [{ body, answer: null }] });
      const appeal = { tenantId: tenant.tenantId, id: brake?.appeals[0]?.id ?? "" };
      await answerAppeal(operator, { ...appeal, answer: "同意の記録をお送りください。" });
      await expect(answerAppeal(operator, { ...appeal, answer: "x" })).rejects.toMatchObject({
        code: "not_found",
      });
    });
    await release(tenant);
    await expect(appealBrake(tenant.ctx, { id, body })).rejects.toMatchObject({
      code: "conflict",
    });
    await tellWaiting(tenant);
    expect(mail.to(to)).toHaveLength(3);
    expect(await findBrake(tenant.ctx)).toBeNull();
    expect(await listBrakes(tenant.ctx)).toMatchObject([
      { releaseReason: "確認しました。", appeals: [{ answer: "同意の記録をお送りください。" }] },
    ]);
    expect(await auditOf(tenant)).toEqual([
      "brake.engaged 運営 担当",
      "brake.appealed テスト master",
      "brake.appeal_answered 運営 担当",
      "brake.released 運営 担当",
    ]);
    expect(await operatorAuditOf(tenant)).toEqual([
      "brake.engaged",
      "brake.appeal_answered",
      "brake.released",
    ]);
  });

  it("W18: cannot be taken off by the process that serves the customer, nor be shown to another one", async () => {
    const [tenant, other] = [await createTestTenant(), await createTestTenant()];
    await engage(tenant);
    const free = (scope: TestTenant) =>
      transaction(scope.ctx, (tx) =>
        tx.update(sendingBrakes).set({ releasedAt: sql`now()` }).returning(),
      );
    await expect(free(tenant)).rejects.toMatchObject({ cause: { code: "42501" } });
    expect(await findBrake(other.ctx)).toBeNull();
    const operator = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 1 });
    try {
      await expect(operator`select appealed_by from brake_appeals`).rejects.toThrow(/permission/);
      await expect(operator`select * from measure_abuse()`).rejects.toThrow(/permission/);
      await expect(operator`update sending_brakes set reason = 'x'`).rejects.toThrow(/permission/);
      await expect(operator`delete from sending_brakes`).rejects.toThrow(/permission/);
    } finally {
      await operator.end();
    }
  });
});

describe("a trap address", () => {
  const trap = "nobody-00002@trap.example";
  afterEach(() => asOperator((operator) => removeTrap(operator, { email: trap })));

  it("W18: stops a delivery before its first mail, and is never mailed, also after the release", async () => {
    const tenant = await createAudience(250);
    await transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update addresses set email = ${trap}
        where tenant_id = ${tenant.tenantId} and email = ${emailOf(2)}`),
    );
    await asOperator((operator) => addTrap(operator, { email: trap, note: "公開していない" }));
    sink = await startSink();
    const id = await scheduleTestDelivery(tenant);
    await withLoop(sink, async () => {
      await until(async () => (await findBrake(tenant.ctx)) !== null, "the brake");
      expect(await findBrake(tenant.ctx)).toMatchObject({ source: "automatic", kind: "trap" });
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(sink.calls).toHaveLength(0);
      await release(tenant);
      await untilState(tenant, id, "finished");
    });
    expect(sink.sent.size).toBe(249);
    expect(sink.sent.has(trap)).toBe(false);
    expect(await balancedLedger(tenant, id)).toMatchObject({ accepted: 249, suppressed: 1 });
    expect(await auditOf(tenant)).toEqual([
      "abuseFinding.opened abuse.watch",
      "brake.engaged abuse.watch",
      "brake.released 運営 担当",
    ]);
    expect(await operatorAuditOf(tenant)).toEqual([
      "abuseFinding.opened",
      "brake.engaged",
      "brake.released",
    ]);
  });
});
