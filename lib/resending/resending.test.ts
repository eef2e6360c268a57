import { sql } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import { attributeDefinitions } from "@/db/schema/addresses";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { recountBatches } from "@/lib/sending/recount";
import {
  balancedLedger,
  createAudience,
  emailOf,
  scheduleTestDelivery,
  untilState,
  withLoop,
} from "@/lib/sending/test-delivery";
import { type Sink, startSink } from "@/lib/sending/test-sink";
import { createResend } from "./mutations";
import { countMissed, findResendLinks } from "./queries";

let sink: Sink;
afterEach(() => sink?.close());

/** A finished delivery to eight people: what became of each is told apart by their number. */
async function missedDelivery() {
  const tenant = await createAudience(8);
  await transaction(tenant.ctx, (tx) =>
    tx
      .insert(attributeDefinitions)
      .values({ tenantId: tenant.tenantId, subject: "address", key: "番号", type: "number" }),
  );
  sink = await startSink();
  const id = await scheduleTestDelivery(tenant);
  await withLoop(sink, () => untilState(tenant, id, "finished"));
  const change = (number: number, what: string) =>
    transaction(tenant.ctx, (tx) =>
      tx.execute(sql`update recipients set ${sql.raw(what)} where tenant_id = ${tenant.tenantId}
        and delivery_id = ${id} and email = ${emailOf(number)}`),
    );
  await change(1, "state = 'failed', reason = 'refused: x'");
  await change(2, "state = 'bounced', reason = 'softBounce: full'");
  await change(3, "state = 'bounced', reason = 'hardBounce: gone'");
  await change(4, "state = 'unknown', reason = 'interrupted'");
  await change(5, "state = 'cancelled'");
  await change(6, "state = 'delivered', opened_at = now()");
  await change(7, "state = 'delivered'");
  await transaction(tenant.ctx, (tx) => recountBatches(tx, tenant.tenantId, id, [1]));
  return { tenant, id };
}

const emailsOf = async ({ tenantId, ctx }: TestTenant, id: string) => {
  const rows = await transaction(ctx, (tx) =>
    tx.execute<{ email: string }>(sql`select email from recipients
      where tenant_id = ${tenantId} and delivery_id = ${id} order by email`),
  );
  return rows.map(({ email }) => email);
};

it("W14: those whom a delivery missed get it again as a delivery of its own, each once", async () => {
  const { tenant, id } = await missedDelivery();
  expect(await countMissed(tenant.ctx, id)).toEqual({
    failed: 1,
    softBounced: 1,
    unknown: 1,
    cancelled: 1,
    notOpened: 2,
  });
  const kinds = ["failed", "softBounced", "cancelled"] as const;
  const resend = await createResend(tenant.ctx, { id, kinds: [...kinds], isNow: true });
  await withLoop(sink, () => untilState(tenant, resend.id, "finished"));
  expect(await emailsOf(tenant, resend.id)).toEqual([1, 2, 5].map(emailOf));
  expect(await balancedLedger(tenant, resend.id)).toMatchObject({ audience: 3, accepted: 3 });
  expect(await balancedLedger(tenant, id)).toMatchObject({ audience: 8, failed: 1 });
  for (const number of [1, 2, 5]) expect(sink.sent.get(emailOf(number))).toBe(2);
  for (const number of [3, 4, 6, 7, 8]) expect(sink.sent.get(emailOf(number))).toBe(1);
  expect(await countMissed(tenant.ctx, id)).toMatchObject({
    failed: 0,
    softBounced: 0,
    cancelled: 0,
    notOpened: 2,
  });
  const original = { id: resend.id, resendOf: id };
  expect((await findResendLinks(tenant.ctx, original)).original?.id).toBe(id);
  const links = await findResendLinks(tenant.ctx, { id, resendOf: null });
  expect(links.resends.map((one) => one.id)).toEqual([resend.id]);
});

it("W14: two resends at the same time mail nobody twice, and one to nobody is refused", async () => {
  const { tenant, id } = await missedDelivery();
  const input = { id, kinds: ["failed" as const, "cancelled" as const], isNow: true };
  const both = [await createResend(tenant.ctx, input), await createResend(tenant.ctx, input)];
  await withLoop(
    sink,
    () => Promise.all(both.map((one) => untilState(tenant, one.id, "finished"))),
    { loops: 2 },
  );
  const reached = await Promise.all(both.map((one) => emailsOf(tenant, one.id)));
  expect(reached.flat().sort()).toEqual([1, 5].map(emailOf));
  await expect(createResend(tenant.ctx, input)).rejects.toMatchObject({ code: "invalid" });
  expect((await findResendLinks(tenant.ctx, { id, resendOf: null })).resends).toHaveLength(2);
});

it("whoever only writes makes a draft of it and cannot send it", async () => {
  const { tenant, id } = await missedDelivery();
  const author = await tenant.contextFor("author");
  const input = { id, kinds: ["notOpened" as const] };
  await expect(createResend(author, { ...input, isNow: true })).rejects.toMatchObject({
    code: "not_permitted",
  });
  await createResend(author, { ...input, isNow: false });
  const { resends } = await findResendLinks(tenant.ctx, { id, resendOf: null });
  expect(resends).toMatchObject([{ isDraft: true }]);
});
