import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { deliveries, senders } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { env } from "@/lib/env";
import {
  type CompiledDelivery,
  compileDelivery,
  type MessageRecipient,
} from "@/lib/sending/compose";
import { prepareNext } from "@/lib/sending/prepare";
import { wakeSending } from "@/lib/sending/wake";

const htmlBytes = 8 * 1024;
const subject = "{{名前|お客様}} 様へのお知らせ";

/** A newsletter of 8 kB with two names, two attributes and three links. */
function newsletter(): string {
  const opening = `<html><body><h1>{{名前|お客様}} 様</h1><p>いつもありがとうございます。会員番号 {{番号}}</p>`;
  const links = [1, 2, 3].map(
    (no) => `<p><a href="https://shop.example.jp/item/${no}">商品 ${no}</a></p>`,
  );
  const closing = `<p>{{名前|お客様}} 様の店舗: {{店舗|本店}}</p>${links.join("")}</body></html>`;
  const paragraph = `<p style="line-height:1.7">本文の段落です。季節のおすすめをお知らせします。</p>\n`;
  const room = htmlBytes - Buffer.byteLength(opening + closing);
  return opening + paragraph.repeat(Math.ceil(room / Buffer.byteLength(paragraph))) + closing;
}

/** A customer with so many addresses, written past the service. */
export async function createBook(admin: postgres.Sql, count: number): Promise<TestTenant> {
  const tenant = await createTestTenant({ name: "計測株式会社" });
  await admin`insert into addresses (tenant_id, email, name, attributes, source)
    select ${tenant.tenantId}::uuid, 'user' || lpad(n::text, 7, '0') || '@example.jp', '山田 太郎 ' || n,
      jsonb_build_object('番号', n, '店舗', '支店' || n % 47), 'import'
    from generate_series(1, ${count}::int) n`;
  return tenant;
}

/** A delivery to everybody that is due now, in the sending queue when it `isQueued`. */
export async function scheduleDelivery(
  { tenantId, ctx }: TestTenant,
  isQueued = true,
): Promise<string> {
  const deliveryId = randomUUID();
  await transaction(ctx, async (tx) => {
    const email = `news-${deliveryId}@example.jp`;
    const [sender] = await tx.insert(senders).values({ tenantId, name: "計測", email }).returning();
    await tx.insert(deliveries).values({
      tenantId,
      id: deliveryId,
      name: "計測",
      state: "scheduled",
      senderId: sender?.id,
      subject,
      html: newsletter(),
      scheduledAt: new Date(),
    });
    if (isQueued) await wakeSending(tx, tenantId, deliveryId);
  });
  return deliveryId;
}

/** Turns everybody into recipients. */
export async function prepareAll({ ctx }: TestTenant, deliveryId: string): Promise<void> {
  while ((await prepareNext(ctx, deliveryId)) === "more");
}

/** Removes all deliveries with their recipients: each measurement starts from empty tables. */
export async function emptyDeliveries(admin: postgres.Sql): Promise<void> {
  await admin`truncate recipients, batches, deliveries, sending_queue cascade`;
  await admin`checkpoint`;
}

/** The same newsletter compiled as a worker does, for sending without a database. */
export const newsletterContent = (): CompiledDelivery =>
  compileDelivery(
    {
      from: { name: "計測", email: "news@example.jp" },
      replyTo: null,
      subject,
      html: newsletter(),
      text: "",
      tracks: true,
      hasWebVersion: false,
      footer: {
        legalName: "計測株式会社",
        postalAddress: "東京都千代田区千代田1-1",
        complaintContact: "support@example.jp",
      },
    },
    { baseUrl: env().ECAI_URL },
  );

/** So many recipients as a claim would hand them over. */
export function inMemoryBatches(count: number, size: number): MessageRecipient[][] {
  const [tenantId, deliveryId] = [randomUUID(), randomUUID()];
  return Array.from({ length: Math.ceil(count / size) }, (_, index) =>
    Array.from({ length: Math.min(size, count - index * size) }, (_, place) => {
      const no = index * size + place + 1;
      return {
        tenantId,
        deliveryId,
        batchNo: index + 1,
        addressId: randomUUID(),
        email: `user${String(no).padStart(7, "0")}@example.jp`,
        merge: { 名前: `山田 太郎 ${no}`, 番号: String(no), 店舗: `支店${no % 47}` },
      };
    }),
  );
}
