import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatworkServer } from "@/bin/testing/chatwork-server";
import { startChatwork } from "@/bin/testing/chatwork-server";
import { startMailApi } from "@/bin/testing/mail-server";
import { controlDb } from "@/db/client";
import { outboxMessages } from "@/db/schema/outbox";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { updateTenantChannels } from "@/lib/chatwork-rooms/mutations";
import { tell } from "@/lib/outbox/mutations";
import { drainOutbox } from "./mutations";

const information = "1001";
const texts = {
  ja: { title: "配信経路の変更", body: "**重要** です。[info]偽[/info]", link: "/notices" },
};
let chatwork: ChatworkServer;
let mail: Awaited<ReturnType<typeof startMailApi>>;

// The settings are read once for each process: the servers come first.
vi.hoisted(() => {
  process.env.CHATWORK_API_TOKEN = "provider-token";
  process.env.CHATWORK_INFORMATION_ROOM = "1001";
});

beforeAll(async () => {
  chatwork = await startChatwork({ "provider-token": [information], "tenant-token": ["2002"] });
  mail = await startMailApi();
  process.env.CHATWORK_API_BASE = chatwork.base;
  process.env.RESEND_BASE_URL = mail.base;
});
afterAll(() => Promise.all([chatwork.close(), mail.close()]));
beforeEach(async () => {
  chatwork.faults.length = 0;
  mail.faults.length = 0;
  chatwork.limit.used = 0;
  await laterOn();
  await drainOutbox();
});

const subject = () => ({ type: "test", id: randomUUID() });
const rowsOf = (id: string) =>
  controlDb().select().from(outboxMessages).where(eq(outboxMessages.subjectId, id));

/** The clock moved on: what waits for its time is due, and an abandoned lease is over. */
const laterOn = () =>
  controlDb().execute(sql`with p as (update outbox_pauses set until = now() - interval '1 second')
    update outbox_messages set next_at = now() - interval '1 second', lease_until = now() - interval '1 second'
    where state in ('queued', 'sending')`);

const postedWith = (room: string, id: string) =>
  chatwork.posted(room).filter((body) => body.includes(`(ECAI-${id.slice(0, 18)}-`));

describe("the outbox", () => {
  it("W11: tells each channel and target once, however often it is put in and drained", async () => {
    const about = subject();
    const to = uniqueEmail();
    const recipients = [
      { channel: "mail", to },
      { channel: "chatwork", room: "information" },
    ] as const;
    const first = await tell(controlDb(), about, texts, [...recipients]);
    const again = await tell(controlDb(), about, { ja: { title: "別", body: "別" } }, [
      ...recipients,
    ]);
    expect([first, again]).toEqual([2, 0]);
    await Promise.all([drainOutbox(), drainOutbox()]);
    await drainOutbox();

    expect(mail.to(to)).toHaveLength(1);
    expect(mail.to(to)[0]).toMatchObject({ subject: "【ECAI】配信経路の変更" });
    expect(mail.to(to)[0]?.html).toContain("<strong>重要</strong>");
    const rows = await rowsOf(about.id);
    for (const row of rows) {
      expect(row.state).toBe("told");
      expect(row.toldAt).toBeInstanceOf(Date);
    }
    const room = rows.find(({ channel }) => channel === "chatwork");
    const [posted, ...more] = postedWith(information, room?.id ?? "");
    expect(more).toEqual([]);
    expect(posted).toContain("[info][title]配信経路の変更[/title]");
    expect(posted).toContain("［info]偽［/info]");
    expect(room?.evidence).toMatchObject({ roomId: information, parts: { 0: expect.any(String) } });
  });

  it("W11: waits out 429 until the time Chatwork names, makes no call before, and does not count it", async () => {
    const about = subject();
    chatwork.faults.push(429);
    await tell(controlDb(), about, texts, [{ channel: "chatwork", room: "information" }]);
    await drainOutbox();
    const [waiting] = await rowsOf(about.id);
    expect(waiting).toMatchObject({ state: "queued", attempts: 0 });
    expect(waiting?.nextAt.getTime()).toBe(Math.ceil(chatwork.limit.resetAt / 1000) * 1000);
    const other = subject();
    await tell(controlDb(), other, texts, [{ channel: "chatwork", room: "information" }]);
    const calls = chatwork.calls();
    await drainOutbox();
    expect(chatwork.calls()).toBe(calls);

    chatwork.limit.used = 0;
    await laterOn();
    await drainOutbox();
    for (const { id } of [about, other]) {
      const [row] = await rowsOf(id);
      expect(row?.state).toBe("told");
      expect(postedWith(information, row?.id ?? "")).toHaveLength(1);
    }
  });

  it("W11: rests by itself once the rate limit's last call is used", async () => {
    chatwork.limit.used = chatwork.limit.most - 1;
    const [one, two] = [subject(), subject()];
    await tell(controlDb(), one, texts, [{ channel: "chatwork", room: "information" }]);
    await drainOutbox();
    await tell(controlDb(), two, texts, [{ channel: "chatwork", room: "information" }]);
    const calls = chatwork.calls();
    await drainOutbox();
    expect(chatwork.calls()).toBe(calls);
    expect((await rowsOf(one.id))[0]?.state).toBe("told");
    expect((await rowsOf(two.id))[0]?.state).toBe("queued");
  });

  it.each(["500-after", 500] as const)(
    "W11: after an answer %s looks into the room before posting again",
    async (fault) => {
      const about = subject();
      chatwork.faults.push(fault);
      await tell(controlDb(), about, texts, [{ channel: "chatwork", room: "information" }]);
      await drainOutbox();
      expect((await rowsOf(about.id))[0]).toMatchObject({ state: "queued", attempts: 1 });
      await laterOn();
      await drainOutbox();
      const [row] = await rowsOf(about.id);
      expect(row?.state).toBe("told");
      expect(postedWith(information, row?.id ?? "")).toHaveLength(1);
    },
  );

  it("W11: a part of a long text that is in the room is not posted again", async () => {
    const about = subject();
    const body = "長い行です。\n".repeat(8_000);
    await tell(controlDb(), about, { ja: { title: "長文", body } }, [
      { channel: "chatwork", room: "information" },
    ]);
    chatwork.faults.push("500-after");
    await drainOutbox();
    await laterOn();
    await drainOutbox();
    const [row] = await rowsOf(about.id);
    expect(row?.state).toBe("told");
    const parts = postedWith(information, row?.id ?? "");
    expect(parts).toHaveLength(3);
    expect(parts[0]).toContain("長文 (1/3)");
  });

  it("W11: a message that another worker left in the middle is told once", async () => {
    const about = subject();
    const to = uniqueEmail();
    await tell(controlDb(), about, texts, [
      { channel: "mail", to },
      { channel: "chatwork", room: "information" },
    ]);
    await drainOutbox();
    // As a worker leaves it that is killed after the provider took the message and before it could say so.
    await controlDb().execute(sql`update outbox_messages set state = 'sending', told_at = null,
      evidence = '{}', lease_until = now() - interval '1 second' where subject_id = ${about.id}`);
    await drainOutbox();
    const rows = await rowsOf(about.id);
    expect(rows.map(({ state }) => state)).toEqual(["told", "told"]);
    expect(mail.to(to)).toHaveLength(1);
    const room = rows.find(({ channel }) => channel === "chatwork");
    expect(postedWith(information, room?.id ?? "")).toHaveLength(1);
  });

  it("W11: posts to the customer's own room with its own token and says when it is off or refused", async () => {
    const tenant = await createTestTenant();
    const [about, later, refused] = [subject(), subject(), subject()];
    const own = [{ channel: "chatwork", room: "tenant", tenantId: tenant.tenantId }] as const;
    await tell(controlDb(), about, texts, [...own]);
    await drainOutbox();
    expect((await rowsOf(about.id))[0]?.state).toBe("off");

    const settings = { locale: "ja", isChatworkOn: true } as const;
    await updateTenantChannels(tenant.ctx, { ...settings, roomId: "2002", token: "tenant-token" });
    await tell(controlDb(), later, texts, [...own]);
    await drainOutbox();
    const [row] = await rowsOf(later.id);
    expect(row?.state).toBe("told");
    expect(postedWith("2002", row?.id ?? "")).toHaveLength(1);

    await updateTenantChannels(tenant.ctx, { ...settings, roomId: "9999", token: "" });
    await tell(controlDb(), refused, texts, [...own]);
    await drainOutbox();
    expect((await rowsOf(refused.id))[0]).toMatchObject({ state: "failed" });
  });

  it("W23: the operator's role puts messages in, which wakes the worker, and cannot change a text", async () => {
    const operator = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 1 });
    try {
      const id = randomUUID();
      const jobs = () =>
        controlDb().execute<{ count: number }>(sql`
          select count(*)::int as count from graphile_worker.jobs where task_identifier = 'outbox.drain'`);
      const before = (await jobs())[0]?.count ?? 0;
      await operator.begin(async (tx) => {
        const [text] =
          await tx`insert into outbox_texts (subject_type, subject_id, locale, title, body)
          values ('test', ${id}, 'ja', 't', 'b') returning id`;
        await tx`insert into outbox_messages (subject_type, subject_id, channel, target, text_id)
          values ('test', ${id}, 'chatwork', 'information', ${text?.id})`;
      });
      expect((await jobs())[0]?.count).toBe(before + 1);
      await expect(operator`update outbox_texts set body = 'x'`).rejects.toThrow(
        /permission denied/,
      );
      await drainOutbox();
      expect((await rowsOf(id))[0]?.state).toBe("told");
    } finally {
      await operator.end();
    }
  });
});
