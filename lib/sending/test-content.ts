import { randomUUID } from "node:crypto";
import type { FrozenDelivery } from "@/db/schema/deliveries";
import type { MessageRecipient } from "./compose";

/** A delivery's content with characters that every encoding has to look at. */
export const testContent: FrozenDelivery = {
  from: { name: '商店 "本店"', email: "news@example.jp" },
  replyTo: "reply@example.jp",
  subject: '件名 {{名前|お客様}} \\ "引用"',
  html: '<html><body><p class="a">{{名前|お客様}} 様\t😀\n</p><a href="https://a.example/?id={{番号}}">見る</a></body></html>',
  text: "",
  footer: {
    legalName: "株式会社 {{例}}",
    postalAddress: "東京都",
    complaintContact: "03-0000-0000",
  },
  tracks: true,
  hasWebVersion: true,
};

export const testRecipient = (given: Partial<MessageRecipient> = {}): MessageRecipient => ({
  tenantId: "3f0c2f0e-6a7a-4a3f-9a43-000000000001",
  deliveryId: "3f0c2f0e-6a7a-4a3f-9a43-000000000002",
  batchNo: 7,
  addressId: randomUUID(),
  email: "someone@example.jp",
  merge: { 名前: "山田", 番号: "1" },
  ...given,
});
