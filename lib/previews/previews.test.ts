import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { addresses } from "@/db/schema/addresses";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { createDelivery, updateDelivery } from "@/lib/deliveries/mutations";
import { sendRawMail } from "@/lib/mail/account-mail";
import { createSender } from "@/lib/senders/mutations";
import { findUnsubscribe } from "@/lib/unsubscribe/queries";
import { sendTestMail } from "./mutations";
import { findPreviewAddresses, previewDraft } from "./queries";

vi.mock("@/lib/mail/account-mail", () => ({ sendRawMail: vi.fn(async () => undefined) }));

const everyone = { kind: "everyone" as const };
const texts = { subject: "{{名前|お客様}}へ", html: "<p>{{名前|お客様}}</p>", text: "" };
let one: TestTenant;
let senderId: string;
let addressId: string;
let id: string;

beforeAll(async () => {
  one = await createTestTenant();
  senderId = (
    await createSender(one.ctx, { name: "本社", email: "a@example.jp", replyTo: "b@example.jp" })
  ).id;
  id = (await createDelivery(one.ctx, { name: "テスト" })).id;
  await updateDelivery(one.ctx, {
    ...texts,
    id,
    version: null,
    name: "テスト",
    senderId,
    audience: everyone,
  });
  const [row] = await transaction(one.ctx, (tx) =>
    tx
      .insert(addresses)
      .values({ tenantId: one.tenantId, email: uniqueEmail("yamada"), name: "<山田>" })
      .returning({ id: addresses.id }),
  );
  addressId = row?.id ?? "";
});

beforeEach(() => vi.mocked(sendRawMail).mockClear());

it("mails a test to the writer only, marked and filled in", async () => {
  const author = await one.contextFor("author");
  await sendTestMail(author, { id, addressId });
  const [mail] = vi.mocked(sendRawMail).mock.calls[0] ?? [];
  expect(mail).toMatchObject({
    to: author.actor.email,
    subject: "【テスト】<山田>へ",
    replyTo: "b@example.jp",
  });
  expect(mail?.html).toContain("&lt;山田&gt;");
  expect(mail?.text).toContain("<山田>");
  const link = /\/api\/unsubscribe\/([^>]+)>/.exec(mail?.headers?.["List-Unsubscribe"] ?? "")?.[1];
  expect(await findUnsubscribe(link ?? "")).toMatchObject({ state: "sample" });
});

it("stops after 20 test mails an hour", async () => {
  const author = await one.contextFor("author");
  for (let count = 0; count < 20; count++) await sendTestMail(author, { id, addressId: null });
  await expect(sendTestMail(author, { id, addressId: null })).rejects.toMatchObject({
    code: "throttled",
  });
  expect(sendRawMail).toHaveBeenCalledTimes(20);
});

it("says so when the provider refuses", async () => {
  vi.mocked(sendRawMail).mockRejectedValueOnce(new Error("domain not verified"));
  await expect(sendTestMail(one.ctx, { id, addressId })).rejects.toMatchObject({
    messageKey: "deliveries.errors.testNotSent",
  });
});

it("sends nothing for a broken draft, for a viewer or for another tenant", async () => {
  const broken = await createDelivery(one.ctx, { name: "壊れた下書き" });
  const content = { ...texts, html: "{{名前", name: "x", senderId, audience: everyone };
  await updateDelivery(one.ctx, { ...content, id: broken.id, version: null });
  const input = { id: broken.id, addressId: null };
  await expect(sendTestMail(one.ctx, input)).rejects.toMatchObject({ code: "invalid" });
  const viewer = await one.contextFor("viewer");
  await expect(sendTestMail(viewer, { id, addressId })).rejects.toMatchObject({
    code: "not_permitted",
  });
  const other = await createTestTenant();
  await expect(sendTestMail(other.ctx, { id, addressId })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(sendRawMail).not.toHaveBeenCalled();
});

it("shows fallbacks without an address, and no address to those who may not read the book", async () => {
  const closed = await one.contextFor("author", { denied: ["addresses:read"] });
  const preview = await previewDraft(closed, { ...texts, senderId, audience: everyone, addressId });
  expect(preview.address).toBeNull();
  expect(preview.message.subject).toBe("お客様へ");
  expect(await findPreviewAddresses(closed, { term: "yamada", audience: everyone })).toEqual([]);
});

it("finds addresses by text and offers the first recipients without it", async () => {
  const byText = await findPreviewAddresses(one.ctx, { term: "yamada", audience: everyone });
  expect(byText.map((found) => found.id)).toEqual([addressId]);
  const first = await findPreviewAddresses(one.ctx, { term: "", audience: everyone });
  expect(first.map((found) => found.id)).toEqual([addressId]);
  const nobody = { kind: "tags" as const, match: "any" as const, tagIds: [] };
  expect(await findPreviewAddresses(one.ctx, { term: "", audience: nobody })).toEqual([]);
});
