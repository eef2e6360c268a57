import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { unsubscribeToken } from "@/lib/sending/compose";
import { countAudience } from "@/lib/sending/queries";
import {
  createAudience,
  scheduleTestDelivery,
  untilState,
  withLoop,
} from "@/lib/sending/test-delivery";
import { startSink } from "@/lib/sending/test-sink";
import { resubscribe, unsubscribe } from "./mutations";
import { findUnsubscribe } from "./queries";

const request = { ip: "203.0.113.5", userAgent: "mail program", requestId: "r1" };

async function sendTo(tenant: TestTenant) {
  const sink = await startSink();
  const id = await scheduleTestDelivery(tenant);
  await withLoop(sink, () => untilState(tenant, id, "finished"));
  await sink.close();
  return {
    id,
    sent: [...sink.sent.keys()],
    messages: sink.calls.flatMap(({ body }) => JSON.parse(body)),
  };
}

it("a one-click unsubscription counts at once: the next delivery leaves the recipient out", async () => {
  const tenant = await createAudience(3);
  const first = await sendTo(tenant);
  const [message] = first.messages;
  const token = /\/api\/unsubscribe\/([^>]+)>/.exec(message.headers["List-Unsubscribe"])?.[1] ?? "";
  expect(await findUnsubscribe(token)).toMatchObject({
    state: "subscribed",
    tenantName: "テスト株式会社",
  });
  await Promise.all([unsubscribe(request, { token }), unsubscribe(request, { token })]);
  await unsubscribe(request, { token });
  expect(await findUnsubscribe(token)).toMatchObject({ state: "unsubscribed" });
  expect(await countAudience(tenant.ctx, { kind: "everyone" })).toEqual({
    total: 3,
    recipients: 2,
    suppressed: [{ reason: "unsubscribed", count: 1 }],
  });
  const second = await sendTo(tenant);
  expect(second.sent).toHaveLength(2);
  expect(second.sent).not.toContain(message.to[0]);
  const entries = await transaction(tenant.ctx, (tx) =>
    tx.execute(
      sql`select 1 from audit_entries where tenant_id = ${tenant.tenantId} and action = 'address.unsubscribed'`,
    ),
  );
  expect(entries).toHaveLength(1);
  await resubscribe(request, { token });
  expect(await findUnsubscribe(token)).toMatchObject({ state: "subscribed" });
});

it("outlives a stop that the sender may lift, and a complaint outlives it", async () => {
  const tenant = await createAudience(1);
  const { messages } = await sendTo(tenant);
  const header = messages[0].headers["List-Unsubscribe"];
  const token = /\/api\/unsubscribe\/([^>]+)>/.exec(header)?.[1] ?? "";
  const reasonAfter = async (reason: string) => {
    const { tenantId } = tenant;
    const [row] = await transaction(tenant.ctx, async (tx) => {
      await tx.execute(sql`delete from suppressions where tenant_id = ${tenantId}`);
      await tx.execute(sql`insert into suppressions (tenant_id, email, reason)
        values (${tenantId}, ${messages[0].to[0]}, ${reason})`);
      return [];
    }).then(async () => {
      await unsubscribe(request, { token });
      return transaction(tenant.ctx, (tx) =>
        tx.execute<{ reason: string }>(
          sql`select reason from suppressions where tenant_id = ${tenantId}`,
        ),
      );
    });
    return row?.reason;
  };
  expect(await reasonAfter("bounced")).toBe("unsubscribed");
  expect(await reasonAfter("manual")).toBe("unsubscribed");
  expect(await reasonAfter("complained")).toBe("complained");
});

it("knows only its own tokens, and a test mail's link changes nothing", async () => {
  const tenant = await createAudience(1);
  const { id } = await sendTo(tenant);
  const ids = { tenantId: tenant.tenantId, deliveryId: id, addressId: tenant.userId };
  await expect(unsubscribe(request, { token: "abc.def" })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await findUnsubscribe("abc.def")).toBeNull();
  const missing = unsubscribeToken({ ...ids, batchNo: 1 });
  await expect(unsubscribe(request, { token: missing })).rejects.toMatchObject({
    code: "not_found",
  });
  const sample = unsubscribeToken({ ...ids, batchNo: 0 });
  await unsubscribe(request, { token: sample });
  expect(await findUnsubscribe(sample)).toMatchObject({ state: "sample" });
});
