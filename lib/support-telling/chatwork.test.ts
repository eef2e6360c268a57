import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ChatworkServer, startChatwork } from "@/bin/testing/chatwork-server";
import { startMailApi } from "@/bin/testing/mail-server";
import { controlDb } from "@/db/client";
import { outboxMessages } from "@/db/schema/outbox";
import { createTestTenant } from "@/db/testing";
import { drainOutbox } from "@/lib/outbox-sending/mutations";
import { askSupport, registerSupportContact } from "@/lib/support/mutations";
import { uploadSupportFile } from "@/lib/support-files/mutations";

const room = "3003";
let chatwork: ChatworkServer;
let mail: Awaited<ReturnType<typeof startMailApi>>;

// The settings are read once for each process: the servers come first.
vi.hoisted(() => {
  process.env.CHATWORK_API_TOKEN = "provider-token";
  process.env.CHATWORK_SUPPORT_ROOM = "3003";
  process.env.SUPPORT_MAIL = "support-desk@ecai.example";
});
beforeAll(async () => {
  chatwork = await startChatwork({ "provider-token": [room] });
  mail = await startMailApi();
  process.env.CHATWORK_API_BASE = chatwork.base;
  process.env.RESEND_BASE_URL = mail.base;
});
afterAll(() => Promise.all([chatwork.close(), mail.close()]));

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const messagesOf = (id: string) =>
  controlDb()
    .select()
    .from(outboxMessages)
    .where(and(eq(outboxMessages.subjectType, "support"), eq(outboxMessages.subjectId, id)));

const laterOn = () =>
  controlDb().execute(sql`update outbox_messages set next_at = now() - interval '1 second',
    lease_until = now() - interval '1 second' where state in ('queued', 'sending')`);

describe("support through Chatwork", () => {
  it.each([500, "500-after"] as const)(
    "W33: a request reaches the provider's room exactly once when Chatwork answers %s and then 200",
    async (fault) => {
      const { ctx } = await createTestTenant({ name: "青空商事" });
      await laterOn();
      await drainOutbox();
      await registerSupportContact(ctx, {
        chatworkId: "aozora_support",
        chatworkName: "青空 花子",
        person: "青空花子",
      });
      const file = await uploadSupportFile(ctx, { name: "記録.txt", bytes: once("極秘の中身") });
      chatwork.faults.push(fault);
      const { id } = await askSupport(ctx, {
        category: "delivery",
        subject: "配信が始まりません",
        body: "予約した時刻を過ぎました。[To:1]",
        fileIds: [file.id],
      });
      await drainOutbox();
      const [first, ...others] = await messagesOf(id);
      expect(others).toEqual([]);
      expect(first).toMatchObject({ channel: "chatwork", target: "support", state: "queued" });

      await laterOn();
      await Promise.all([drainOutbox(), drainOutbox()]);
      await drainOutbox();
      expect((await messagesOf(id))[0]).toMatchObject({ state: "told" });
      const posted = chatwork.posted(room).filter((text) => text.includes(id));
      expect(posted).toHaveLength(1);
      expect(posted[0]).toContain("青空商事 (EC-");
      expect(posted[0]).toContain("aozora_support");
      expect(posted[0]).toContain("予約した時刻を過ぎました。");
      expect(posted[0]).toContain("記録.txt");
      expect(posted[0]).not.toContain("極秘の中身");
      expect(posted[0]).not.toContain("[To:1]");
      expect(mail.to("support-desk@ecai.example")).toEqual([]);
    },
  );
});
