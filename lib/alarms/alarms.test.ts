import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type ChatworkServer, startChatwork } from "@/bin/testing/chatwork-server";
import { startMailApi } from "@/bin/testing/mail-server";
import { controlDb } from "@/db/client";
import { alarmRules } from "@/db/values";
import type { OperatorContext } from "@/lib/auth/context";
import { beat, stopBeating } from "@/lib/health/mutations";
import { measureService } from "@/lib/metrics/queries";
import { metrics } from "@/lib/metrics/rules";
import { drainOutbox } from "@/lib/outbox-sending/mutations";
import { setThresholdsSchema } from "@/lib/service-settings/schema";
import { watchWorkers } from "@/lib/watching/mutations";
import { applyReadings } from "./mutations";
import { countOpenAlarms, listOpenAlarms, listPastAlarms } from "./queries";
import {
  type AlarmRule,
  alarmDefinitions,
  inUnit,
  isBroken,
  judge,
  thresholdOf,
  writeValue,
} from "./rules";

const room = "4004";
let chatwork: ChatworkServer;
let mail: Awaited<ReturnType<typeof startMailApi>>;

// The settings are read once for each process: the servers come first.
vi.hoisted(() => {
  process.env.CHATWORK_API_TOKEN = "provider-token";
  process.env.CHATWORK_OPERATOR_ROOM = "4004";
});
beforeAll(async () => {
  chatwork = await startChatwork({ "provider-token": [room] });
  mail = await startMailApi();
  process.env.CHATWORK_API_BASE = chatwork.base;
  process.env.RESEND_BASE_URL = mail.base;
});
afterAll(() => Promise.all([chatwork.close(), mail.close()]));

const operator = {} as OperatorContext;
const noAlarms = () => controlDb().execute(sql`delete from alarms`);
beforeEach(noAlarms);
afterEach(noAlarms);

const clock = (value: number) => [{ metric: "clock_offset", host: "a", value }];

describe("alarms", () => {
  it("W15: a clock more than a second off raises an alarm, once, and mended it ends", async () => {
    await applyReadings(clock(0.9));
    expect(await countOpenAlarms(operator)).toBe(0);
    await applyReadings(clock(1.2));
    await applyReadings(clock(1.4));
    expect(await listOpenAlarms(operator)).toMatchObject([
      { rule: "clock_offset", subject: "a", value: 1.2, threshold: 1 },
    ]);
    await applyReadings(clock(0.1));
    expect(await countOpenAlarms(operator)).toBe(0);
    expect(await listPastAlarms(operator)).toHaveLength(1);
  });

  it("W24: each machine has alarms of its own", async () => {
    const cpu = (host: string, value: number) => ({ metric: "cpu", host, value });
    await applyReadings([cpu("a", 0.99), cpu("b", 0.99)]);
    await applyReadings([cpu("a", 0.99), cpu("b", 0.1)]);
    expect((await listOpenAlarms(operator)).map(({ subject }) => subject)).toEqual(["a"]);
  });

  it("what is not measured neither opens nor ends an alarm", () => {
    expect(judge([], null)).toEqual({ broken: [], mended: [] });
  });

  it("low is bad for workers and certificates, high for all others; the operator's threshold counts", () => {
    expect(isBroken("workers", 0, thresholdOf("workers", null))).toBe(true);
    expect(isBroken("workers", 1, thresholdOf("workers", null))).toBe(false);
    expect(isBroken("cpu", 0.6, thresholdOf("cpu", { cpu: 0.5 }))).toBe(true);
    for (const rule of Object.keys(alarmDefinitions) as AlarmRule[])
      expect(writeValue(rule, 1.5, "ja"), rule).not.toBe("");
  });

  it("W24: staff write shares in percent and long times in hours; all are kept as they are measured", () => {
    const written = Object.fromEntries(
      alarmRules.map((rule) => [rule, inUnit(rule, alarmDefinitions[rule].threshold)]),
    );
    expect(written).toMatchObject({ cpu: 90, disk: 85, backup_age: 26, queue_age: 300 });
    expect(setThresholdsSchema.parse(written)).toEqual(
      Object.fromEntries(alarmRules.map((rule) => [rule, alarmDefinitions[rule].threshold])),
    );
    expect(setThresholdsSchema.safeParse({ ...written, cpu: 101 }).success).toBe(false);
  });

  it("times are told in a unit that fits their length", () => {
    const told = [0.142, 119, 300, 93_600].map((value) => writeValue("backup_age", value, "en"));
    expect(told).toEqual(["0.14 sec", "119 sec", "5 min", "26 hr"]);
  });
});

describe("what alarms look at", () => {
  it("W24: every rule's measurement is one that is taken, of the service as a whole or of each machine", async () => {
    const taken = (await measureService()).map(({ metric }) => metric as string);
    // The machine, the clock and the certificate are measured where they are.
    const elsewhere = ["cpu", "memory", "disk", "clock_offset", "certificate_days"];
    for (const { metric } of Object.values(alarmDefinitions)) {
      expect(Object.keys(metrics)).toContain(metric);
      expect([...taken, ...elsewhere], metric).toContain(metric);
    }
  });

  it("W24: age of backup and outbox, and what is stuck, are measured from the tables themselves", async () => {
    const measured = async (metric: string) =>
      (await measureService()).find((sample) => sample.metric === metric)?.value ?? -1;
    const name = `test-${crypto.randomUUID()}`;
    await controlDb().execute(sql`
      insert into backup_generations (name, day, state, started_at)
      values (${name}, '2020-01-01', 'verified', now() - interval '2 days')`);
    const newest = await measured("backup_age");
    expect(newest).toBeLessThanOrEqual(2 * 86_400 + 60);
    await controlDb().execute(
      sql`update backup_generations set state = 'deleted' where name = ${name}`,
    );
    const before = await measured("stuck_applications");
    const [row] = await controlDb().execute<{ id: string }>(sql`
      insert into applications (email, state, paid_at, verified_at, expires_at)
      values ('stuck@example.jp', 'building', now(), now() - interval '1 hour', now()) returning id`);
    expect(await measured("stuck_applications")).toBe(before + 1);
    await controlDb().execute(sql`delete from applications where id = ${row?.id}`);
    const deliveries = await measured("stuck_deliveries");
    const deliveryId = crypto.randomUUID();
    await controlDb().execute(sql`
      insert into sending_queue (tenant_id, delivery_id, run_at, served_at)
      values (${deliveryId}, ${deliveryId}, now() - interval '1 hour', now() - interval '1 hour')`);
    expect(await measured("stuck_deliveries")).toBe(deliveries + 1);
    await controlDb().execute(sql`delete from sending_queue where delivery_id = ${deliveryId}`);
  });
});

describe("telling alarms", () => {
  it("W24: an alarm reaches the operators' mailbox and room once, also when the provider failed before", async () => {
    mail.faults.push(500);
    await applyReadings(clock(5));
    await applyReadings(clock(6));
    await drainOutbox();
    await dueNow();
    await drainOutbox();
    await dueNow();
    await drainOutbox();
    const [alarm] = await listOpenAlarms(operator);
    expect(alarm?.toldAt).toBeInstanceOf(Date);
    const mails = mail.to("operator@ecai.example").filter(({ text }) => text.includes("5 秒"));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toContain("時刻のずれ");
    expect(mails[0]?.text).toContain("http://127.0.0.1:3001/operator/health");
    const posted = chatwork.posted(room).filter((text) => text.includes("5 秒"));
    expect(posted).toHaveLength(1);
  });

  it("W24: without any worker another process opens the alarm and sends it itself", async () => {
    await controlDb().execute(sql`delete from worker_heartbeats`);
    await watchWorkers();
    await watchWorkers();
    const [alarm] = await listOpenAlarms(operator);
    expect(alarm).toMatchObject({ rule: "workers", value: 0 });
    expect(alarm?.toldAt).toBeInstanceOf(Date);
    await beat("worker-of-a-test", []);
    await controlDb().execute(sql`delete from alarms`);
    await watchWorkers();
    expect(await countOpenAlarms(operator)).toBe(0);
    await stopBeating("worker-of-a-test");
  });
});

const dueNow = () =>
  controlDb().execute(sql`update outbox_messages set next_at = now() - interval '1 second'
    where subject_type = 'alarm' and state = 'queued'`);
