import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { addresses, suppressions } from "@/db/schema/addresses";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { eraseAddress } from "@/lib/address-erasures/mutations";
import { listAddressHistory } from "@/lib/address-history/queries";
import { createAddress } from "@/lib/addresses/mutations";
import { getAddress } from "@/lib/addresses/queries";
import { unsubscribeToken } from "@/lib/sending/compose";
import { listSuppressions } from "@/lib/suppressions/queries";
import { createTag } from "@/lib/tags/mutations";
import { resubscribe, unsubscribe } from "@/lib/unsubscribe/mutations";
import { unsubscribeSchema } from "@/lib/unsubscribe/schema";
import { savePreferences, updateTagChoice } from "./mutations";
import { listPreferences, listTagChoices } from "./queries";
import { choosableTagsMax } from "./rules";
import { tagChoiceSchema } from "./schema";

const request = { ip: "203.0.113.5", userAgent: "browser", requestId: "r1" };
let tenant: TestTenant;
let email: string;
let addressId: string;
let token: string;

beforeEach(async () => {
  tenant = await createTestTenant();
  email = uniqueEmail("reader");
  ({ id: addressId } = await createAddress(tenant.ctx, {
    email: { email, isNonstandard: false },
    name: "",
    attributes: {},
    tagIds: [],
  }));
  token = await mailedToken(tenant, addressId, email);
});

async function mailedToken({ ctx, tenantId }: TestTenant, id: string, to: string) {
  return transaction(ctx, async (tx) => {
    const [delivery] = await tx
      .insert(deliveries)
      .values({ tenantId, name: "案内", state: "sending", startedAt: new Date() })
      .returning({ id: deliveries.id });
    const deliveryId = delivery?.id ?? "";
    const counts = { audience: 1, accepted: 1, state: "done" as const };
    await tx.insert(batches).values({ tenantId, deliveryId, batchNo: 1, ...counts });
    const state = "accepted" as const;
    await tx
      .insert(recipients)
      .values({ tenantId, deliveryId, batchNo: 1, addressId: id, email: to, state, merge: {} });
    return unsubscribeToken({ tenantId, deliveryId, batchNo: 1, addressId: id });
  });
}

async function offer(name: string, publicName: string, isChoosable = true) {
  const { id } = await createTag(tenant.ctx, { name, color: "gray" });
  await updateTagChoice(tenant.ctx, { id, isChoosable, publicName, publicDescription: "" });
  return id;
}

const chosen = async () =>
  (await listPreferences(token)).filter(({ isChosen }) => isChosen).map(({ name }) => name);

const tagsOf = async () => (await getAddress(tenant.ctx, addressId)).tags.map(({ name }) => name);

describe("preferences", () => {
  it("W7: recipients take and leave only the tags that are open to them", async () => {
    const news = await offer("news", "新商品のご案内");
    const sale = await offer("sale", "セールのお知らせ");
    const inner = await offer("要注意", "", false);
    await savePreferences(request, { token, chosenIds: [news, inner], declinedIds: [sale] });
    expect(await chosen()).toEqual(["新商品のご案内"]);
    expect(await tagsOf()).toEqual(["news"]);
    await savePreferences(request, { token, chosenIds: [sale], declinedIds: [news] });
    await savePreferences(request, { token, chosenIds: [sale], declinedIds: [news] });
    expect(await chosen()).toEqual(["セールのお知らせ"]);
    const { rows } = await listAddressHistory(tenant.ctx, addressId);
    const own = rows.filter(({ change }) => change?.action === "address.preferences_changed");
    expect(own.map(({ change }) => change?.actorName)).toEqual([null, null]);
  });

  it("a tag that closed or was not on the page stays as it is", async () => {
    const id = await offer("news", "案内");
    await savePreferences(request, { token, chosenIds: [id], declinedIds: [] });
    await savePreferences(request, { token, chosenIds: [], declinedIds: [] });
    expect(await tagsOf()).toEqual(["news"]);
    const closed = { id, isChoosable: false, publicName: "案内", publicDescription: "" };
    await updateTagChoice(tenant.ctx, closed);
    await savePreferences(request, { token, chosenIds: [], declinedIds: [id] });
    expect(await tagsOf()).toEqual(["news"]);
    expect(await listPreferences(token)).toEqual([]);
  });

  it("an altered token, another tenant's tag and a changed address open nothing", async () => {
    const id = await offer("news", "案内");
    const missing = { code: "not_found" };
    const input = { chosenIds: [id], declinedIds: [] };
    await expect(savePreferences(request, { token: `${token}x`, ...input })).rejects.toMatchObject(
      missing,
    );
    const unknown = unsubscribeToken({
      tenantId: tenant.tenantId,
      deliveryId: randomUUID(),
      batchNo: 1,
      addressId,
    });
    await expect(savePreferences(request, { token: unknown, ...input })).rejects.toMatchObject(
      missing,
    );
    expect(await listPreferences(`${token}x`)).toEqual([]);
    const other = await createTestTenant();
    const theirs = await createTag(other.ctx, { name: "他社", color: "gray" });
    await savePreferences(request, { token, chosenIds: [theirs.id], declinedIds: [] });
    const isOpen = { id, isChoosable: true, publicName: "x", publicDescription: "" };
    await expect(updateTagChoice(other.ctx, isOpen)).rejects.toMatchObject(missing);
    expect(await tagsOf()).toEqual([]);
    await transaction(tenant.ctx, (tx) =>
      tx
        .update(addresses)
        .set({ email: uniqueEmail("changed") })
        .where(and(eq(addresses.tenantId, tenant.tenantId), eq(addresses.id, addressId))),
    );
    expect(await listPreferences(token)).toEqual([]);
    await expect(savePreferences(request, { token, ...input })).rejects.toMatchObject(missing);
  });

  it("W7: an open tag needs a public name, has its limit, and is not for limited users to open", async () => {
    const id = await offer("news", "案内");
    const input = { id, isChoosable: true, publicName: " ", publicDescription: "" };
    expect(tagChoiceSchema.safeParse(input).success).toBe(false);
    expect(tagChoiceSchema.safeParse({ ...input, publicName: "a\nb" }).success).toBe(false);
    expect(await listTagChoices(tenant.ctx)).toMatchObject([{ id, isChoosable: true }]);
    const limited = { ...tenant.ctx, tagScope: [id] };
    await expect(updateTagChoice(limited, { ...input, publicName: "案内" })).rejects.toMatchObject({
      code: "not_permitted",
    });
    for (let i = 1; i < choosableTagsMax; i += 1) await offer(`t${i}`, `t${i}`);
    await expect(offer("last", "last")).rejects.toMatchObject({
      details: { fieldErrors: { isChoosable: ["preferences.errors.tooMany"] } },
    });
  });
});

describe("a reason for unsubscribing", () => {
  const given = { cause: "too_many" as const, comment: "毎日は多すぎます" };

  it("W8: is shown with the suppression and in the history until the recipient comes back", async () => {
    await unsubscribe(request, unsubscribeSchema.parse({ token, ...given }));
    expect((await listSuppressions(tenant.ctx)).rows).toMatchObject([{ email, ...given }]);
    const { rows } = await listAddressHistory(tenant.ctx, addressId);
    expect(rows.find(({ kind }) => kind === "stopped")).toMatchObject(given);
    await resubscribe(request, { token });
    expect((await listSuppressions(tenant.ctx)).rows).toEqual([]);
  });

  it("is the recipient's to give: one click has none, and nothing else is taken", async () => {
    expect(unsubscribeSchema.parse({ token })).toEqual({ token, cause: null, comment: "" });
    expect(unsubscribeSchema.safeParse({ token, cause: "made_up" }).success).toBe(false);
    expect(unsubscribeSchema.safeParse({ token, comment: "x".repeat(501) }).success).toBe(false);
    await unsubscribe(request, { token });
    await unsubscribe(request, unsubscribeSchema.parse({ token, ...given }));
    expect((await listSuppressions(tenant.ctx)).rows).toMatchObject([{ cause: null }]);
  });

  it("W8: goes with the person's other data on erasure", async () => {
    await unsubscribe(request, unsubscribeSchema.parse({ token, ...given }));
    await eraseAddress(tenant.ctx, { id: addressId });
    const kept = await transaction(tenant.ctx, (tx) =>
      tx.$count(suppressions, eq(suppressions.tenantId, tenant.tenantId)),
    );
    expect(kept).toBe(0);
    expect(await listPreferences(token)).toEqual([]);
  });
});
