import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboundDomain, startInbound } from "@/bin/testing/inbound-mail";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { receiveMail } from "@/lib/inbound-mails/mutations";
import { returnPath } from "@/lib/return-paths/rules";
import { applyEvents } from "@/lib/sending/events";
import {
  createAudience,
  emailOf,
  scheduleTestDelivery,
  untilState,
  withLoop,
} from "@/lib/sending/test-delivery";
import { startSink } from "@/lib/sending/test-sink";

const domain = inboundDomain;

let inbound: Awaited<ReturnType<typeof startInbound>>;
let tenant: TestTenant;
let deliveryId: string;
let sent: { address_id: string; batch_no: number; email: string }[];

beforeAll(async () => {
  inbound = await startInbound();
  tenant = await createAudience(4);
  const sink = await startSink(() => "accept");
  deliveryId = await scheduleTestDelivery(tenant);
  await withLoop(sink, () => untilState(tenant, deliveryId, "finished"));
  await sink.close();
  sent = await rowsOf();
});

afterAll(() => inbound.stop());

type Row = { address_id: string; batch_no: number; email: string; state: string; reason: string };
const rowsOf = () =>
  transaction(tenant.ctx, (tx) =>
    tx.execute<Row>(sql`select address_id, batch_no, email, state, reason from recipients
      where tenant_id = ${tenant.tenantId} and delivery_id = ${deliveryId} order by email`),
  );
const suppressed = async () =>
  (
    await transaction(tenant.ctx, (tx) =>
      tx.execute<{ email: string }>(
        sql`select email from suppressions where tenant_id = ${tenant.tenantId} order by email`,
      ),
    )
  ).map(({ email }) => email);

function pathTo(index: number): string {
  const row = sent[index];
  if (!row) throw new Error("no such recipient");
  return returnPath({ deliveryId, batchNo: row.batch_no, addressId: row.address_id }, domain);
}

const report = (status: string, diagnostic: string, action = "failed") =>
  [
    "From: MAILER-DAEMON@mx.example.jp",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    "MIME-Version: 1.0",
    "",
    "--B",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.jp",
    "",
    `Final-Recipient: rfc822; x@example.jp\r\nAction: ${action}\r\nStatus: ${status}`,
    `Diagnostic-Code: smtp; ${diagnostic}`,
    "--B--",
    "",
  ].join("\r\n");

/** Returns how many addresses of ours the mail came to. */
async function comesIn(to: string, mail: string): Promise<number> {
  const taken = await inbound.comesIn(to, mail);
  await applyEvents(tenant.ctx, deliveryId);
  return taken;
}

describe("mail that comes back", () => {
  it("W14: an address that does not exist is a hard bounce and gets no more mail", async () => {
    expect(await comesIn(pathTo(0), report("5.1.1", "550 5.1.1 User unknown"))).toBe(1);
    const [first, second] = await rowsOf();
    expect(first).toMatchObject({
      state: "bounced",
      reason: "hardBounce: NoEmail / 5.1.1 550 5.1.1 User unknown",
    });
    expect(second?.state).not.toBe("bounced");
    expect(await suppressed()).toEqual([emailOf(1)]);
    const stored = await transaction(tenant.ctx, (tx) =>
      tx.execute<{ payload: Record<string, Record<string, unknown>> }>(sql`
        select payload from provider_events where tenant_id = ${tenant.tenantId}
          and id like 'inbound:%'`),
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.payload.data?.report).toMatchObject({ action: "failed", status: "5.1.1" });
  });

  it("W14: a full box is a soft bounce and stays mailable; a delay changes nothing", async () => {
    await comesIn(pathTo(1), report("5.2.2", "552 5.2.2 mailbox full"));
    await comesIn(pathTo(2), report("4.4.7", "451 later", "delayed"));
    const rows = await rowsOf();
    expect(rows[1]).toMatchObject({
      state: "bounced",
      reason: "softBounce: MailboxFull / 5.2.2 552 5.2.2 mailbox full",
    });
    expect(rows[2]?.state).toBe("accepted");
    expect(await suppressed()).toEqual([emailOf(1)]);
  });

  it("W18: a forged or unknown identity, and mail that is no report, have no effect", async () => {
    const before = await rowsOf();
    const dead = report("5.1.1", "550 User unknown");
    const path = pathTo(3);
    const forged = `${path.slice(0, 10)}${path[10] === "a" ? "b" : "a"}${path.slice(11)}`;
    expect(await comesIn(forged, dead)).toBe(0);
    expect(await comesIn(path.replace(domain, "elsewhere.example.jp"), dead)).toBe(0);
    expect(await comesIn(`someone@${domain}`, dead)).toBe(0);
    const row = sent[3];
    const unknown = {
      deliveryId: crypto.randomUUID(),
      batchNo: 1,
      addressId: row?.address_id ?? "",
    };
    expect(await comesIn(returnPath(unknown, domain), dead)).toBe(1);
    const stranger = { deliveryId, batchNo: 1, addressId: crypto.randomUUID() };
    expect(await comesIn(returnPath(stranger, domain), dead)).toBe(1);
    const autoReply = "From: x@example.jp\r\nAuto-Submitted: auto-replied\r\n\r\n留守です\r\n";
    expect(await comesIn(path, autoReply)).toBe(1);
    expect(await rowsOf()).toEqual(before);
  });

  it("W18: only the mail provider's own word counts", async () => {
    const body = JSON.stringify({
      type: "email.received",
      created_at: new Date().toISOString(),
      data: { email_id: crypto.randomUUID(), received_for: [pathTo(3)] },
    });
    const headers = new Headers({
      "svix-id": "msg_1",
      "svix-timestamp": String(Math.floor(Date.now() / 1000)),
      "svix-signature": "v1,AAAA",
    });
    expect((await receiveMail(headers, body)).status).toBe(400);
    await applyEvents(tenant.ctx, deliveryId);
    expect((await rowsOf())[3]?.state).toBe("accepted");
  });

  it("W14: told twice, a return counts once", async () => {
    await comesIn(pathTo(3), report("5.1.1", "550 User unknown"));
    const before = await rowsOf();
    expect(before[3]?.state).toBe("bounced");
    const count = () =>
      transaction(tenant.ctx, (tx) =>
        tx.execute(sql`select 1 from provider_events where tenant_id = ${tenant.tenantId}`),
      );
    const stored = (await count()).length;
    await inbound.comesAgain();
    await applyEvents(tenant.ctx, deliveryId);
    expect((await count()).length).toBe(stored);
    expect(await rowsOf()).toEqual(before);
  });
});
