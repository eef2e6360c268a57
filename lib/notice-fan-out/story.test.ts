import { spawn } from "node:child_process";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { typescriptProgram } from "@/bin/local/program";
import { asOperator } from "@/bin/testing/as-operator";
import { type ChatworkServer, startChatwork } from "@/bin/testing/chatwork-server";
import { startMailApi } from "@/bin/testing/mail-server";
import { controlDb } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { updateTenantChannels } from "@/lib/chatwork-rooms/mutations";
import { env } from "@/lib/env";
import { watchIncidents } from "@/lib/incident-clock/mutations";
import { reportIncident } from "@/lib/incident-reports/mutations";
import { getTenantIncident, listIncidents } from "@/lib/incident-reports/queries";
import { openIncident } from "@/lib/incidents/mutations";
import { getIncident } from "@/lib/incidents/queries";
import { acknowledgeNotice } from "@/lib/notices/mutations";
import { getNotice, listNotices, listToldNotices, listUnacknowledged } from "@/lib/notices/queries";
import { drainOutbox } from "@/lib/outbox-sending/mutations";
import { addNoticeUpdate, createNotice, publishNotice } from "@/lib/publishing/mutations";
import { listEvidence } from "@/lib/publishing/queries";
import { readRegions, regionInUse } from "@/lib/regions/queries";
import { sweepNotices } from "./mutations";

vi.hoisted(() => {
  Object.assign(process.env, {
    CHATWORK_API_TOKEN: "provider-token",
    CHATWORK_INFORMATION_ROOM: "1001",
    CHATWORK_OPERATOR_ROOM: "1003",
    OPERATOR_ALERT_MAIL: "night@ecai.example",
  });
});

const day = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * day);
const draft = {
  kind: "change" as const,
  titleJa: "配信経路の変更",
  titleEn: "A new route",
  bodyJa: "**新しい経路**に切り替えます。",
  bodyEn: "We change over to a **new route**.",
  effectiveAt: null as Date | null,
  audience: "all" as "all" | "tenants",
  planIds: [],
  tenantIds: [] as string[],
  mustAcknowledge: false,
  newRegion: "",
  incidentId: "",
};
const now = { scheduledAt: null, overrideReason: "" };
let chatwork: ChatworkServer;
let mail: Awaited<ReturnType<typeof startMailApi>>;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  chatwork = await startChatwork({
    "provider-token": ["1001", "1003"],
    "tenant-token": ["2002"],
  });
  mail = await startMailApi();
  process.env.CHATWORK_API_BASE = chatwork.base;
  process.env.RESEND_BASE_URL = mail.base;
  tenant = await createTestTenant();
  other = await createTestTenant();
  const room = { locale: "en", isChatworkOn: true, roomId: "2002", token: "tenant-token" } as const;
  await updateTenantChannels(tenant.ctx, room);
});
afterAll(() => Promise.all([chatwork.close(), mail.close()]));

/** The clock moved on: what waits for its time is due, and an abandoned lease is over. */
async function laterOn() {
  chatwork.limit.used = 0;
  await controlDb().execute(sql`with p as (update outbox_pauses set until = now() - interval '1 second')
    update outbox_messages set next_at = now() - interval '1 second', lease_until = now() - interval '1 second'
    where state in ('queued', 'sending')`);
}

const postsAbout = (room: string, text: string) =>
  chatwork.posted(room).filter((body) => body.includes(text));
const master = (of: TestTenant) => of.ctx.actor.email ?? "";

/** A real worker that is killed the moment `when` holds. */
async function killWorkerWhen(when: () => boolean): Promise<void> {
  const program = typescriptProgram("lib/worker/main.ts");
  const worker = spawn(process.execPath, program.args, {
    env: { ...process.env, ...program.env, NODE_ENV: "test" },
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  for (let tries = 0; tries < 2_000 && !when(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  worker.kill("SIGKILL");
  await ended;
  expect(when()).toBe(true);
}

describe("a notice", () => {
  it("W11: from draft through lead time to every channel once, with 429, 500 and a killed worker", async () => {
    const title = "経路の変更 甲";
    const given = { ...draft, titleJa: title, titleEn: "Route change A", mustAcknowledge: true };
    const { id } = await asOperator((ctx) =>
      createNotice(ctx, { ...given, effectiveAt: inDays(13) }),
    );
    await sweepNotices();
    expect((await listNotices(tenant.ctx)).notices.map((notice) => notice.id)).not.toContain(id);
    await expect(asOperator((ctx) => publishNotice(ctx, { id, ...now }))).rejects.toMatchObject({
      messageKey: "operator-notices.errors.leadTime",
    });
    const late = await asOperator((ctx) =>
      createNotice(ctx, { ...given, effectiveAt: inDays(20) }),
    );
    const scheduledAt = inDays(2);
    await asOperator((ctx) => publishNotice(ctx, { id: late.id, scheduledAt, overrideReason: "" }));
    await sweepNotices();
    expect(postsAbout("1001", title)).toEqual([]);
    await expect(getNotice(tenant.ctx, late.id)).rejects.toMatchObject({ code: "not_found" });

    await sweepNotices(new Date(scheduledAt.getTime() + 1000));
    chatwork.faults.push("hang-after");
    await killWorkerWhen(() => chatwork.posted("1001").length + chatwork.posted("2002").length > 0);
    chatwork.faults.push(429);
    await laterOn();
    await drainOutbox();
    chatwork.faults.splice(0, 9, 500, "500-after");
    for (let round = 0; round < 4; round += 1) {
      await laterOn();
      await drainOutbox();
    }
    await sweepNotices();
    await drainOutbox();

    expect(postsAbout("1001", title)).toHaveLength(1);
    expect(postsAbout("2002", "Route change A")).toHaveLength(1);
    expect(mail.to(master(tenant)).map(({ subject }) => subject)).toEqual([
      "[ECAI] Change: Route change A",
    ]);
    expect(mail.to(master(other)).map(({ subject }) => subject)).toEqual([
      `【ECAI】変更のお知らせ: ${title}`,
    ]);
    const told = await listToldNotices(tenant.ctx, late.id);
    expect(told.map(({ channel, state }) => `${channel} ${state}`).sort()).toEqual([
      "chatwork told",
      "dashboard told",
      "mail told",
    ]);
    for (const row of told) expect(row.toldAt).toBeInstanceOf(Date);
    const evidence = await asOperator((ctx) => listEvidence(ctx, "notice", [late.id]));
    expect(evidence.filter(({ target }) => target === "information")).toMatchObject([
      { state: "told" },
    ]);

    expect((await listUnacknowledged(tenant.ctx)).map((notice) => notice.id)).toEqual([late.id]);
    await acknowledgeNotice(tenant.ctx, { noticeId: late.id });
    expect(await listUnacknowledged(tenant.ctx)).toEqual([]);
  }, 180_000);

  it("W20: a vulnerability's status goes out as updates, to the chosen customers only and never to the public room", async () => {
    const audience = { audience: "tenants" as const, tenantIds: [tenant.tenantId] };
    const title = "脆弱性 乙";
    const { id } = await asOperator((ctx) =>
      createNotice(ctx, {
        ...draft,
        ...audience,
        kind: "vulnerability",
        titleJa: title,
        titleEn: "Vuln B",
      }),
    );
    await asOperator((ctx) => publishNotice(ctx, { id, ...now }));
    for (const status of ["investigating", "not_affected", "mitigated"] as const)
      await asOperator((ctx) =>
        addNoticeUpdate(ctx, { noticeId: id, status, bodyJa: status, bodyEn: status }),
      );
    await sweepNotices();
    await drainOutbox();
    await sweepNotices();
    await drainOutbox();
    expect(postsAbout("2002", "Vuln B")).toHaveLength(4);
    expect(postsAbout("1001", title)).toEqual([]);
    const subjects = mail.to(master(tenant)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes("Vuln B"))).toHaveLength(4);
    expect(subjects).toContain("[ECAI] Update (mitigated): Vuln B");
    expect(mail.to(master(other)).some(({ subject }) => subject.includes("乙"))).toBe(false);
    await expect(getNotice(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await getNotice(tenant.ctx, id)).toMatchObject({
      status: "mitigated",
      updates: [{ status: "investigating" }, { status: "not_affected" }, { status: "mitigated" }],
    });
  });

  it("W11: an emergency reason lets a change come sooner, and a plan that became too late is held back", async () => {
    const soon = await asOperator((ctx) => createNotice(ctx, { ...draft, effectiveAt: inDays(1) }));
    await asOperator((ctx) =>
      publishNotice(ctx, { id: soon.id, scheduledAt: null, overrideReason: "緊急の修正" }),
    );
    const [entry] = await asOperator(() =>
      controlDb().execute<{ reason: string }>(sql`select details ->> 'overrideReason' as reason
        from operator_audit_entries where target_id = ${soon.id} and action = 'notice.published'`),
    );
    expect(entry?.reason).toBe("緊急の修正");
    const planned = await asOperator((ctx) =>
      createNotice(ctx, { ...draft, titleJa: "遅れた変更", effectiveAt: inDays(15) }),
    );
    await asOperator((ctx) =>
      publishNotice(ctx, { id: planned.id, scheduledAt: inDays(0.5), overrideReason: "" }),
    );
    await sweepNotices(inDays(3));
    await drainOutbox();
    await expect(getNotice(tenant.ctx, planned.id)).rejects.toMatchObject({ code: "not_found" });
    expect(postsAbout("1003", "遅れた変更")).toHaveLength(1);
  });

  it("W30: another storage region comes into use only when an announced change has reached its time", async () => {
    const before = await regionInUse();
    const settings = env();
    const configured = settings.STORAGE_REGION;
    const region = `日本 (大阪) ${Date.now()}`;
    settings.STORAGE_REGION = region;
    try {
      await sweepNotices();
      expect(await regionInUse()).toBe(before);
      const effectiveAt = inDays(15);
      const { id } = await asOperator((ctx) =>
        createNotice(ctx, { ...draft, effectiveAt, newRegion: region }),
      );
      await sweepNotices(inDays(16));
      expect(await regionInUse(controlDb(), inDays(16))).toBe(before);
      await asOperator((ctx) => publishNotice(ctx, { id, ...now }));
      await sweepNotices();
      expect(await readRegions()).toMatchObject({ inUse: before, next: { noticeId: id, region } });
      await sweepNotices(inDays(14));
      expect(await regionInUse(controlDb(), inDays(14))).toBe(before);
      await sweepNotices(inDays(16));
      expect(await regionInUse(controlDb(), inDays(17))).toBe(region);
    } finally {
      settings.STORAGE_REGION = configured;
    }
  });
});

describe("an incident", () => {
  const hours = (from: Date, count: number) => new Date(from.getTime() + count * 3_600_000);

  it("W26: followed through 72 hours with failing mail, the clock runs until everyone was really told", async () => {
    const detectedAt = new Date();
    const { id } = await asOperator((ctx) =>
      openIncident(ctx, {
        title: "不正アクセス 丙",
        description: "調査中です。",
        detectedAt,
        tenantIds: [tenant.tenantId, other.tenantId],
      }),
    );
    const calls = () =>
      mail.to("night@ecai.example").filter(({ subject }) => subject.includes("丙"));
    const watch = async (count: number) => {
      await watchIncidents(hours(detectedAt, count));
      await watchIncidents(hours(detectedAt, count));
      await drainOutbox();
    };
    await watch(23);
    expect(calls()).toHaveLength(0);
    await watch(24);
    expect(calls()).toHaveLength(1);
    expect(await listIncidents(tenant.ctx)).not.toContainEqual(expect.objectContaining({ id }));

    const audience = { audience: "tenants" as const, tenantIds: [tenant.tenantId, other.tenantId] };
    const notice = await asOperator((ctx) =>
      createNotice(ctx, { ...draft, ...audience, kind: "incident", titleJa: "丙", incidentId: id }),
    );
    await asOperator((ctx) => publishNotice(ctx, { id: notice.id, ...now }));
    mail.faults.push(500, 500);
    await sweepNotices();
    await drainOutbox();
    await watch(48);
    await watch(60);
    await watch(72);
    expect(calls()).toHaveLength(4);
    expect(postsAbout("1003", "丙")).toHaveLength(4);
    expect((await asOperator((ctx) => getIncident(ctx, id))).notifiedAt).toBeNull();

    await laterOn();
    await drainOutbox();
    await watch(73);
    const incident = await asOperator((ctx) => getIncident(ctx, id));
    expect(incident.notifiedAt).toBeInstanceOf(Date);
    expect(
      incident.entries.map(({ kind, text }) => (kind === "opened" ? kind : kind + text)),
    ).toEqual(
      expect.arrayContaining([
        "opened",
        "escalated24",
        "escalated48",
        "escalated60",
        "overdue72",
        "notified",
      ]),
    );
    expect(incident.entries).toHaveLength(6);
    const seen = (await listIncidents(tenant.ctx)).find((row) => row.id === id);
    expect(seen?.toldByMailAt).toBeInstanceOf(Date);
    expect(seen?.toldOnScreenAt).toBeInstanceOf(Date);
  });

  it("W34: a customer's report starts the record and calls the operators at once; no other customer sees it", async () => {
    const viewer = await tenant.contextFor("viewer");
    const { id } = await reportIncident(viewer, {
      title: "誤送信 丁",
      description: "[toall] 至急",
      detectedAt: new Date(),
    });
    await drainOutbox();
    expect(
      mail.to("night@ecai.example").filter(({ subject }) => subject.includes("丁")),
    ).toHaveLength(1);
    expect(postsAbout("1003", "丁")).toHaveLength(1);
    expect(postsAbout("1003", "丁")[0]).toContain("［toall]");
    expect((await getTenantIncident(tenant.ctx, id)).isOwnReport).toBe(true);
    await expect(getTenantIncident(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    expect(await listIncidents(other.ctx)).not.toContainEqual(expect.objectContaining({ id }));
  });
});
