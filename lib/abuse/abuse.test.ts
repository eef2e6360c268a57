import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { abuseFindings } from "@/db/schema/abuse";
import { serviceSettings } from "@/db/schema/watching";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { readMonitoringReport } from "@/lib/abuse-reports/queries";
import { reportPeriod, totalOf } from "@/lib/abuse-reports/rules";
import { releaseBrake } from "@/lib/brakes/mutations";
import { findBrake } from "@/lib/brakes/queries";
import { createDelivery, updateDelivery } from "@/lib/deliveries/mutations";
import { takeAllowance } from "@/lib/quotas/mutations";
import { liftRamp } from "@/lib/ramp-up/mutations";
import { findRamp } from "@/lib/ramp-up/queries";
import { scheduleDelivery } from "@/lib/scheduling/mutations";
import { createSender } from "@/lib/senders/mutations";
import { setAbuseThresholds, setRampUp } from "@/lib/service-settings/mutations";
import { decideFinding, refreshFigures, watchAbuse } from "./mutations";
import { listFindings } from "./queries";
import { defaultThresholds } from "./rules";

afterEach(async () => {
  const db = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1 });
  await db`delete from service_settings where key in ('abuse_thresholds', 'ramp_up')`;
  await db.end();
});

type Outcome = { delivered?: number; bounced?: number; complained?: number; hoursAgo?: number };

/** A delivery as it stands in the tables when the receiving servers have answered. */
async function addDelivery({ ctx, tenantId }: TestTenant, outcome: Outcome): Promise<void> {
  const { delivered = 0, bounced = 0, complained = 0, hoursAgo = 0 } = outcome;
  await transaction(ctx, async (tx) => {
    const [row] = await tx.execute<{ id: string }>(sql`
      insert into deliveries (tenant_id, name, state, started_at)
      values (${tenantId}, '冬', 'sending', now() - make_interval(hours => ${hoursAgo})) returning id`);
    await tx.execute(sql`
      insert into batches (tenant_id, delivery_id, batch_no, state, audience, delivered, bounced, complained)
      values (${tenantId}, ${row?.id}, 1, 'done', ${delivered + bounced}, ${delivered}, ${bounced}, ${complained})`);
  });
}

const findingsOf = ({ ctx, tenantId }: TestTenant) =>
  readTransaction(ctx, (tx) =>
    tx
      .select()
      .from(abuseFindings)
      .where(eq(abuseFindings.tenantId, tenantId))
      .orderBy(abuseFindings.foundAt),
  );
const kindsOf = async (tenant: TestTenant) =>
  (await findingsOf(tenant)).map(({ kind, level }) => `${kind} ${level}`);
const release = async (tenant: TestTenant) => {
  const id = (await findBrake(tenant.ctx))?.id ?? "";
  const { tenantId } = tenant;
  await asOperator((operator) => releaseBrake(operator, { tenantId, id, reason: "確認済み" }));
};

describe("watching for abuse", () => {
  it("W18: brakes a tenant whose mails bounce, once, with the figures, and leaves others alone", async () => {
    const [spammer, honest] = [await createTestTenant(), await createTestTenant()];
    await addDelivery(spammer, { delivered: 800, bounced: 200 });
    await addDelivery(honest, { delivered: 990, bounced: 10 });
    await watchAbuse();
    await watchAbuse();
    expect(await findingsOf(spammer)).toMatchObject([
      {
        kind: "bounce_rate",
        level: "hard",
        value: 20,
        threshold: 10,
        state: "open",
        evidence: { events: 200, sent: 1_000 },
      },
    ]);
    expect(await findBrake(spammer.ctx)).toMatchObject({
      source: "automatic",
      kind: "bounce_rate",
    });
    expect(await findingsOf(honest)).toEqual([]);
    expect(await findBrake(honest.ctx)).toBeNull();
  });

  it("W18: what an operator has judged does not stop the tenant again, what follows does", async () => {
    const tenant = await createTestTenant();
    await addDelivery(tenant, { delivered: 800, bounced: 200 });
    await watchAbuse();
    await release(tenant);
    const [first] = await findingsOf(tenant);
    const decision = { tenantId: tenant.tenantId, id: first?.id ?? "", decision: "古い名簿" };
    await asOperator((operator) => decideFinding(operator, { ...decision, state: "confirmed" }));
    await watchAbuse(new Date(Date.now() + 24 * 3_600_000));
    expect(await findBrake(tenant.ctx)).toBeNull();
    await addDelivery(tenant, { delivered: 800, bounced: 200 });
    await watchAbuse();
    expect(await findBrake(tenant.ctx)).not.toBeNull();
    expect(await kindsOf(tenant)).toEqual(["bounce_rate hard", "bounce_rate hard"]);
  });

  it("W18: complaints and a sudden volume are found; a warning does not brake", async () => {
    const tenant = await createTestTenant();
    await addDelivery(tenant, { delivered: 2_000, hoursAgo: 24 * 7 });
    await refreshFigures();
    await addDelivery(tenant, { delivered: 8_000, complained: 16 });
    await watchAbuse();
    expect((await kindsOf(tenant)).sort()).toEqual(["complaint_rate warning", "volume warning"]);
    expect(await findBrake(tenant.ctx)).toBeNull();
  });

  it("W18: thresholds that an operator changes count from the next look on", async () => {
    const tenant = await createTestTenant();
    await addDelivery(tenant, { delivered: 970, bounced: 30 });
    await watchAbuse();
    expect(await kindsOf(tenant)).toEqual([]);
    await asOperator((operator) =>
      setAbuseThresholds(operator, { ...defaultThresholds, bounce_rate_hard: 3 }),
    );
    await watchAbuse();
    expect(await kindsOf(tenant)).toEqual(["bounce_rate hard"]);
  });

  it("W18: finds many addresses taken out, failed sign-ins and a sign-in that followed them", async () => {
    const tenant = await createTestTenant();
    const { tenantId, userId } = tenant;
    await transaction(tenant.ctx, async (tx) => {
      await tx.execute(sql`
        insert into audit_entries (tenant_id, actor_type, actor_name, action, details)
        values (${tenantId}, 'user', 'テスト', 'address.exported', '{"count": 30000}')`);
      await tx.execute(sql`
        insert into sign_ins (tenant_id, user_id, outcome, factor, at)
        select ${tenantId}, ${userId}, 'failure', 'password', now() - interval '5 minutes'
        from generate_series(1, 120)`);
      await tx.execute(sql`
        insert into sign_ins (tenant_id, user_id, outcome, factor)
        values (${tenantId}, ${userId}, 'success', 'password')`);
    });
    await watchAbuse();
    expect((await kindsOf(tenant)).sort()).toEqual([
      "breached_sign_ins warning",
      "exports warning",
      "failed_sign_ins warning",
    ]);
    expect(await findBrake(tenant.ctx)).toBeNull();
  });

  it("W18: a phishing mail is found when it is handed over, and waits; the finding has nothing of its content", async () => {
    const tenant = await createTestTenant();
    const { ctx, tenantId } = tenant;
    await transaction(ctx, (tx) =>
      tx.execute(sql`insert into addresses (tenant_id, email, name)
        values (${tenantId}, ${uniqueEmail()}, '')`),
    );
    const sender = { name: "銀行", email: uniqueEmail("bank"), replyTo: null };
    const { id: senderId } = await createSender(ctx, sender);
    const { id } = await createDelivery(ctx, { name: "確認" });
    await updateDelivery(ctx, {
      id,
      version: null,
      name: "確認",
      senderId,
      subject: "口座の利用を停止しました",
      html: '<p>暗証番号を入力してください <a href="http://203.0.113.9/x">https://mybank.co.jp</a></p>',
      text: "",
      audience: { kind: "everyone" },
    });
    await scheduleDelivery(ctx, { id, version: null, mode: "now" });
    const [finding] = await findingsOf(tenant);
    expect(finding).toMatchObject({
      kind: "content",
      level: "hard",
      evidence: { rawIp: 1, mismatch: 1, phishing: 2, shortener: 0 },
    });
    expect(JSON.stringify(finding)).not.toMatch(/mybank|203\.0|暗証/);
    expect(await findBrake(ctx)).toMatchObject({ kind: "content" });
  });
});

describe("the operator's queue and report", () => {
  it("W18: lists findings of all customers until they are decided", async () => {
    const tenant = await createTestTenant({ name: "検知商会" });
    await addDelivery(tenant, { delivered: 940, bounced: 60 });
    await watchAbuse();
    await asOperator(async (operator) => {
      const own = async (state: "open" | "all") =>
        (await listFindings(operator, { state })).rows.filter(
          ({ tenantId }) => tenantId === tenant.tenantId,
        );
      const [row] = await own("open");
      expect(row).toMatchObject({ kind: "bounce_rate", tenantName: "検知商会" });
      const decision = { tenantId: tenant.tenantId, id: row?.id ?? "", decision: "移行の直後" };
      await decideFinding(operator, { ...decision, state: "dismissed" });
      await expect(
        decideFinding(operator, { ...decision, state: "confirmed" }),
      ).rejects.toMatchObject({ code: "not_found" });
      expect(await own("open")).toEqual([]);
      expect(await own("all")).toMatchObject([{ state: "dismissed", decision: "移行の直後" }]);
    });
    await watchAbuse();
    expect(await kindsOf(tenant)).toEqual(["bounce_rate warning"]);
  });

  it("W19: the report holds a customer's figures, findings and brakes of the days asked for", async () => {
    const tenant = await createTestTenant({ name: "報告商会" });
    await addDelivery(tenant, { delivered: 800, bounced: 200, complained: 1 });
    await addDelivery(tenant, { delivered: 50, hoursAgo: 24 * 5 });
    await refreshFigures();
    await watchAbuse();
    await asOperator(async (operator) => {
      const period = reportPeriod({}, new Date());
      const report = await readMonitoringReport(operator, tenant.tenantId, period);
      expect(report.tenant.name).toBe("報告商会");
      expect(report.days).toHaveLength(30);
      expect(totalOf(report.days)).toMatchObject({
        mails: 1_050,
        sent: 1_050,
        bounced: 200,
        complained: 1,
      });
      expect(report.findings).toMatchObject([{ kind: "bounce_rate", level: "hard" }]);
      expect(report.brakes).toMatchObject([{ source: "automatic", releasedAt: null }]);
      const early = reportPeriod({ from: "2026-01-01", to: "2026-01-31" }, new Date());
      const before = await readMonitoringReport(operator, tenant.tenantId, early);
      expect(before).toMatchObject({ findings: [], brakes: [] });
      await expect(
        readMonitoringReport(operator, crypto.randomUUID(), period),
      ).rejects.toMatchObject({ code: "not_found" });
    });
  });
});

describe("a new tenant", () => {
  const start = ({ ctx, tenantId }: TestTenant, daysAgo: number) =>
    transaction(ctx, (tx) =>
      tx.execute(sql`insert into sending_ramps (tenant_id, started_at)
        values (${tenantId}, now() - make_interval(days => ${daysAgo}))`),
    );

  it("W18: gets only its day's mails, is told when that rises, and goes free when an operator says so", async () => {
    const [tenant, old] = [await createTestTenant(), await createTestTenant()];
    await start(tenant, 0);
    await start(old, 400);
    expect(await findRamp(old.ctx)).toBeNull();
    const given = await Promise.all(
      Array.from({ length: 12 }, () => takeAllowance(tenant.ctx, 150)),
    );
    expect(given.reduce((sum, part) => sum + part, 0)).toBe(1_000);
    expect(await findRamp(tenant.ctx)).toMatchObject({ mails: 1_000, used: 1_000, next: 2_000 });
    expect(await takeAllowance(old.ctx, 5_000)).toBe(5_000);
    await asOperator((operator) =>
      setRampUp(operator, { firstDay: 1_200, factor: 2, stepDays: 3, days: 30 }),
    );
    expect(await takeAllowance(tenant.ctx, 900)).toBe(200);
    await asOperator((operator) => liftRamp(operator, { tenantId: tenant.tenantId }));
    expect(await findRamp(tenant.ctx)).toBeNull();
    expect(await takeAllowance(tenant.ctx, 900)).toBe(900);
    expect(await controlDb().$count(serviceSettings, eq(serviceSettings.key, "ramp_up"))).toBe(1);
  });
});
