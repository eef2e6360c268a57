import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DnsServer, startDnsServer } from "@/bin/testing/dns-server";
import { senders } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { env } from "@/lib/env";
import { checkDomain } from "./queries";
import { type DnsAnswers, judgeDomain, namesToAsk } from "./rules";

const proof = { returnHost: "send", include: "amazonses.com", selector: "resend" };
const domain = "news.example.jp";

function judge(records: Record<string, string[] | null>) {
  const names = namesToAsk(domain, proof);
  const answers: DnsAnswers = new Map(
    names.map((name) => [name, name in records ? (records[name] ?? null) : []]),
  );
  return Object.fromEntries(judgeDomain(domain, proof, answers).map((one) => [one.record, one]));
}
const status = (records: Record<string, string[] | null>) =>
  Object.fromEntries(Object.entries(judge(records)).map(([name, one]) => [name, one.status]));

describe("a sender's domain", () => {
  it("is in order with its three records, also with the policy of the domain above", () => {
    const records = {
      "send.news.example.jp": ["other=1", "v=spf1 include:amazonses.com ~all"],
      "resend._domainkey.news.example.jp": ["p=MIGfMA0"],
      "_dmarc.example.jp": ["v=DMARC1; p=reject; rua=mailto:a@example.jp"],
    };
    expect(status(records)).toEqual({ spf: "ok", dkim: "ok", dmarc: "ok" });
  });

  it("lacks what is not there, with the records to put there", () => {
    expect(judge({})).toMatchObject({
      spf: {
        status: "missing",
        name: "send.news.example.jp",
        value: "v=spf1 include:amazonses.com ~all",
      },
      dkim: { status: "missing", name: "resend._domainkey.news.example.jp", value: null },
      dmarc: { status: "missing", name: "_dmarc.news.example.jp", value: "v=DMARC1; p=none;" },
    });
    const own = { [domain]: ["v=spf1 include:_spf.google.com ~all"] };
    expect(judge(own).spf).toMatchObject({ status: "missing", found: null });
  });

  it("is told when a record does not do: two of SPF, another sender's, a withdrawn key, no policy", () => {
    const records = {
      "send.news.example.jp": ["v=spf1 include:amazonses.com ~all", "v=spf1 -all"],
      "resend._domainkey.news.example.jp": ["v=DKIM1; p="],
      "_dmarc.news.example.jp": ["v=DMARC1; rua=mailto:a@example.jp"],
    };
    expect(status(records)).toEqual({ spf: "wrong", dkim: "wrong", dmarc: "wrong" });
    const foreign = { "send.news.example.jp": ["v=spf1 include:other.example ~all"] };
    expect(status(foreign).spf).toBe("wrong");
  });

  it("is not judged where no DNS server answers", () => {
    const silent = Object.fromEntries(namesToAsk(domain, proof).map((name) => [name, null]));
    expect(status(silent)).toEqual({ spf: "unknown", dkim: "unknown", dmarc: "unknown" });
  });
});

describe("looking it up", () => {
  let dns: DnsServer;
  let tenant: TestTenant;
  beforeAll(async () => {
    dns = await startDnsServer();
    env().DNS_SERVERS.push(dns.address);
    tenant = await createTestTenant();
  });
  afterAll(() => {
    env().DNS_SERVERS.length = 0;
    dns.stop();
  });

  async function senderAt(host: string): Promise<string> {
    const [row] = await transaction(tenant.ctx, (tx) =>
      tx
        .insert(senders)
        .values({ tenantId: tenant.tenantId, name: "商店", email: `news@${host}` })
        .returning({ id: senders.id }),
    );
    return row?.id ?? "";
  }

  it("W14: reads SPF, DKIM and DMARC from the DNS now, and a minute long only once", async () => {
    dns.records.set("send.shop.example", ["v=spf1 include:amazonses.com ~all"]);
    dns.records.set("resend._domainkey.shop.example", ["p=MIGfMA0"]);
    const senderId = await senderAt("Shop.example");
    const check = await checkDomain(tenant.ctx, { senderId });
    expect(check?.domain).toBe("shop.example");
    expect(check?.checks.map((one) => one.status)).toEqual(["ok", "ok", "missing"]);
    dns.records.set("_dmarc.shop.example", ["v=DMARC1; p=none"]);
    expect((await checkDomain(tenant.ctx, { senderId }))?.checks[2]?.status).toBe("missing");
  });

  it("another tenant's sender is not there", async () => {
    const other = await createTestTenant();
    const senderId = await senderAt("other.example");
    expect(await checkDomain(other.ctx, { senderId })).toBeNull();
    expect(await checkDomain(other.ctx, { senderId: null })).toBeNull();
  });
});
