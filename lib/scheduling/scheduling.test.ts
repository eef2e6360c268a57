import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { addresses, attributeDefinitions, suppressions } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { sendingQueue } from "@/db/schema/control";
import { deliveries } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import type { TenantContext } from "@/lib/auth/context";
import { checkDraft } from "@/lib/composing/queries";
import {
  createDelivery,
  deleteDelivery,
  duplicateDelivery,
  updateDelivery,
} from "@/lib/deliveries/mutations";
import { countDeliveries, getDelivery, listDeliveries } from "@/lib/deliveries/queries";
import type { UpdateDeliveryInput } from "@/lib/deliveries/schema";
import { previewDraft } from "@/lib/previews/queries";
import { createSender, deleteSender } from "@/lib/senders/mutations";
import { listSenders } from "@/lib/senders/queries";
import { cancelDelivery, scheduleDelivery, unscheduleDelivery } from "./mutations";
import { scheduleDeliverySchema } from "./schema";

let one: TestTenant;
let senderId: string;

const good = {
  name: "12月のお知らせ",
  subject: "{{名前|お客様}}へ",
  html: "<p>{{会社名|御社}}</p>",
  text: "",
  audience: { kind: "everyone" as const },
};

async function draft(ctx: TenantContext, change: Partial<UpdateDeliveryInput> = {}) {
  const { id } = await createDelivery(ctx, { name: good.name });
  await updateDelivery(ctx, { ...good, senderId, id, version: null, ...change });
  return id;
}

const now = (id: string) => ({ id, version: null, mode: "now" as const });

beforeAll(async () => {
  one = await createTestTenant();
  senderId = (
    await createSender(one.ctx, { name: "本社", email: "info@example.jp", replyTo: null })
  ).id;
  await transaction(one.ctx, async (tx) => {
    const tenantId = one.tenantId;
    await tx
      .insert(attributeDefinitions)
      .values({ tenantId, subject: "address", key: "会社名", type: "text" });
    const blocked = uniqueEmail("blocked");
    await tx.insert(addresses).values([
      { tenantId, email: uniqueEmail(), name: "山田", attributes: { 会社名: "山田商店" } },
      { tenantId, email: uniqueEmail(), name: "" },
      { tenantId, email: blocked, name: "停止" },
    ]);
    await tx.insert(suppressions).values({ tenantId, email: blocked, reason: "unsubscribed" });
  });
});

describe("a draft", () => {
  it("W14: keeps a broken text and lists its problems with their places", async () => {
    const html = "<p>{{名前|お客様</p>\n{{会社}}";
    const id = await draft(one.ctx, { html, subject: "" });
    const saved = await getDelivery(one.ctx, id);
    expect(saved.html).toBe(html);
    const { problems } = await checkDraft(one.ctx, saved);
    expect(problems).toMatchObject([
      { field: "subject", code: "noSubject" },
      { field: "html", code: "unclosed", line: 1, position: 3 },
      { field: "html", code: "unknownField", key: "会社", suggestion: "会社名", line: 2 },
    ]);
    await expect(scheduleDelivery(one.ctx, now(id))).rejects.toMatchObject({
      messageKey: "deliveries.errors.hasProblems",
    });
  });

  it("counts recipients, exclusions by reason and empty values", async () => {
    const id = await draft(one.ctx, { subject: "{{会社名}} {{名前}}" });
    const check = await checkDraft(one.ctx, await getDelivery(one.ctx, id));
    expect(check.problems).toEqual([]);
    expect(check.audience).toMatchObject({
      total: 3,
      recipients: 2,
      suppressed: [{ reason: "unsubscribed", count: 1 }],
    });
    expect(check.emptyValues).toEqual([
      { key: "会社名", count: 1 },
      { key: "名前", count: 1 },
    ]);
  });

  it("says when sender, audience or legal information is missing", async () => {
    const bare = await createTestTenant();
    await transaction(bare.ctx, (tx) =>
      tx.update(tenants).set({ postalAddress: " " }).where(eq(tenants.id, bare.tenantId)),
    );
    const gone = { kind: "group" as const, groupId: one.userId };
    const codes = async (audience: UpdateDeliveryInput["audience"]) =>
      (await checkDraft(bare.ctx, { ...good, html: "x", senderId, audience })).problems.map(
        ({ code }) => code,
      );
    expect(await codes({ kind: "everyone" })).toEqual(["noSender", "nobody", "noLegal"]);
    expect(await codes(gone)).toEqual(["noSender", "noGroup", "noLegal"]);
    expect(await codes({ kind: "tags", match: "any", tagIds: [] })).toContain("noTags");
  });

  it("refuses to write over a version saved in between, unless told to", async () => {
    const id = await draft(one.ctx);
    const { version } = await getDelivery(one.ctx, id);
    const input = { ...good, senderId, id };
    await updateDelivery(one.ctx, { ...input, version, text: "先" });
    await expect(updateDelivery(one.ctx, { ...input, version, text: "後" })).rejects.toMatchObject({
      code: "conflict",
      messageKey: "deliveries.errors.editedElsewhere",
    });
    expect((await getDelivery(one.ctx, id)).text).toBe("先");
    await updateDelivery(one.ctx, { ...input, version: null, text: "後" });
    expect((await getDelivery(one.ctx, id)).text).toBe("後");
  });

  it("is previewed as a recipient with the legal footer and escaped values", async () => {
    const [first] = await readTransaction(one.ctx, (tx) =>
      tx
        .select()
        .from(addresses)
        .where(and(eq(addresses.tenantId, one.tenantId), eq(addresses.name, "山田"))),
    );
    const { message } = await previewDraft(one.ctx, {
      ...good,
      senderId,
      addressId: first?.id ?? null,
    });
    expect(message.subject).toBe("山田へ");
    expect(message.html).toContain("山田商店");
    expect(message.html).toContain("東京都千代田区");
    expect(message.text).toContain("山田商店");
    expect(message.from).toContain("info@example.jp");
  });

  it("is copied and deleted", async () => {
    const id = await draft(one.ctx);
    const copy = await duplicateDelivery(one.ctx, { id });
    expect(await getDelivery(one.ctx, copy.id)).toMatchObject({
      state: "draft",
      name: `${good.name}のコピー`,
      subject: good.subject,
    });
    await deleteDelivery(one.ctx, { id: copy.id });
    await expect(getDelivery(one.ctx, copy.id)).rejects.toMatchObject({ code: "not_found" });
  });
});

const queued = (id: string) =>
  controlDb().select().from(sendingQueue).where(eq(sendingQueue.deliveryId, id));

describe("scheduling", () => {
  it("W14: two starts at once give one queue row, one audit entry and one refusal", async () => {
    const id = await draft(one.ctx);
    const results = await Promise.allSettled([
      scheduleDelivery(one.ctx, now(id)),
      scheduleDelivery(one.ctx, now(id)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await queued(id)).toHaveLength(1);
    const entries = await readTransaction(one.ctx, (tx) =>
      tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(and(eq(auditEntries.tenantId, one.tenantId), eq(auditEntries.targetId, id))),
    );
    expect(entries.filter(({ action }) => action === "delivery.scheduled")).toHaveLength(1);
  });

  it("takes a JST time in the future only", async () => {
    const id = await draft(one.ctx);
    const at = (text: string) =>
      scheduleDeliverySchema.parse({ id, version: null, mode: "at", at: text });
    await expect(scheduleDelivery(one.ctx, at("2020-01-01T09:00"))).rejects.toMatchObject({
      details: { fieldErrors: { at: ["validation.mustBeFuture"] } },
    });
    expect(
      scheduleDeliverySchema.safeParse({ id, version: null, mode: "at", at: "" }).success,
    ).toBe(false);
    const future = new Date(Date.now() + 86_400_000 + 9 * 3_600_000).toISOString().slice(0, 16);
    await scheduleDelivery(one.ctx, at(future));
    const [row] = await queued(id);
    expect(row?.runAt.toISOString()).toBe(new Date(`${future}:00+09:00`).toISOString());
    await expect(
      updateDelivery(one.ctx, { ...good, senderId, id, version: null }),
    ).rejects.toMatchObject({
      messageKey: "deliveries.errors.movedOn",
    });
    await unscheduleDelivery(one.ctx, { id });
    expect(await queued(id)).toHaveLength(0);
    expect(await getDelivery(one.ctx, id)).toMatchObject({ state: "draft", scheduledAt: null });
  });

  it("sends only the version that was confirmed", async () => {
    const id = await draft(one.ctx);
    const { version } = await getDelivery(one.ctx, id);
    await updateDelivery(one.ctx, { ...good, senderId, id, version, text: "変更" });
    await expect(scheduleDelivery(one.ctx, { ...now(id), version })).rejects.toMatchObject({
      messageKey: "deliveries.errors.editedElsewhere",
    });
  });

  it("cancels for good", async () => {
    const id = await draft(one.ctx);
    await scheduleDelivery(one.ctx, now(id));
    await cancelDelivery(one.ctx, { id });
    expect((await getDelivery(one.ctx, id)).state).toBe("cancelled");
    await expect(cancelDelivery(one.ctx, { id })).rejects.toMatchObject({ code: "conflict" });
  });

  it("is refused to an author, who may still write", async () => {
    const author = await one.contextFor("author");
    const id = await draft(author);
    await expect(scheduleDelivery(author, now(id))).rejects.toMatchObject({
      code: "not_permitted",
    });
    await expect(cancelDelivery(author, { id })).rejects.toMatchObject({ code: "not_permitted" });
    const viewer = await one.contextFor("viewer");
    await expect(createDelivery(viewer, { name: "x" })).rejects.toMatchObject({
      code: "not_permitted",
    });
  });

  it("does not find another tenant's delivery or sender", async () => {
    const id = await draft(one.ctx);
    const { ctx } = await createTestTenant();
    for (const attempt of [
      () => getDelivery(ctx, id),
      () => scheduleDelivery(ctx, now(id)),
      () => updateDelivery(ctx, { ...good, senderId: null, id, version: null }),
      () => duplicateDelivery(ctx, { id }),
      () => deleteDelivery(ctx, { id }),
      () => cancelDelivery(ctx, { id }),
      () => deleteSender(ctx, { id: senderId }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
    }
    const own = await createDelivery(ctx, { name: "自社" });
    await expect(
      updateDelivery(ctx, { ...good, senderId, id: own.id, version: null }),
    ).rejects.toMatchObject({
      details: { fieldErrors: { senderId: ["deliveries.errors.senderGone"] } },
    });
  });
});

describe("senders", () => {
  it("stay while a delivery needs them and leave drafts when deleted", async () => {
    const sender = await createSender(one.ctx, {
      name: "採用",
      email: "jobs@example.jp",
      replyTo: null,
    });
    const id = await draft(one.ctx, { senderId: sender.id });
    const future = new Date(Date.now() + 86_400_000);
    await scheduleDelivery(one.ctx, { id, version: null, mode: "at", at: future });
    await expect(deleteSender(one.ctx, sender)).rejects.toMatchObject({
      messageKey: "senders.errors.inUse",
    });
    await unscheduleDelivery(one.ctx, { id });
    await deleteSender(one.ctx, sender);
    expect((await getDelivery(one.ctx, id)).senderId).toBeNull();
    expect((await listSenders(one.ctx)).map((found) => found.id)).not.toContain(sender.id);
  });

  it("refuse a twin", async () => {
    await expect(
      createSender(one.ctx, { name: "本社", email: "info@example.jp", replyTo: null }),
    ).rejects.toMatchObject({ details: { fieldErrors: { email: ["senders.errors.taken"] } } });
  });
});

describe("a delivery at the best hours", () => {
  const best = (id: string, at: string, until = "") =>
    scheduleDeliverySchema.parse({ id, version: null, mode: "best", at, until });
  const tomorrow = (time: string) => {
    const day = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10);
    return `${day}T${time}`;
  };
  const plannedOf = async (id: string) => {
    const { state, scheduledAt, bestHoursUntil } = await getDelivery(one.ctx, id);
    return { state, scheduledAt, bestHoursUntil };
  };

  it("W14: is planned from a time in Japan for a day, or until an hour of the same day, and recorded with its end", async () => {
    const id = await draft(one.ctx);
    await scheduleDelivery(one.ctx, best(id, tomorrow("07:30"), "18"));
    expect(await plannedOf(id)).toEqual({
      state: "scheduled",
      scheduledAt: new Date(`${tomorrow("07:30")}+09:00`),
      bestHoursUntil: new Date(`${tomorrow("18:00")}+09:00`),
    });
    const [entry] = await readTransaction(one.ctx, (tx) =>
      tx
        .select({ details: auditEntries.details })
        .from(auditEntries)
        .where(and(eq(auditEntries.targetId, id), eq(auditEntries.action, "delivery.scheduled"))),
    );
    expect(entry?.details).toMatchObject({
      mode: "best",
      after: { bestHoursUntil: `${tomorrow("18:00")}:00+09:00` },
    });
    await unscheduleDelivery(one.ctx, { id });
    expect(await plannedOf(id)).toEqual({
      state: "draft",
      scheduledAt: null,
      bestHoursUntil: null,
    });
    await scheduleDelivery(one.ctx, best(id, tomorrow("07:30")));
    const { scheduledAt, bestHoursUntil } = await plannedOf(id);
    expect((bestHoursUntil?.getTime() ?? 0) - (scheduledAt?.getTime() ?? 0)).toBe(24 * 3_600_000);
  });

  it("W14: needs an end after its start and a start to come", async () => {
    const id = await draft(one.ctx);
    await expect(
      scheduleDelivery(one.ctx, best(id, tomorrow("18:00"), "18")),
    ).rejects.toMatchObject({
      details: { fieldErrors: { until: ["deliveries.errors.untilBeforeStart"] } },
    });
    await expect(
      scheduleDelivery(one.ctx, best(id, "2026-01-01T10:00", "18")),
    ).rejects.toMatchObject({ details: { fieldErrors: { at: ["validation.mustBeFuture"] } } });
    for (const until of ["0", "25", "x", "7.5"])
      expect(() => best(id, tomorrow("07:00"), until)).toThrow();
  });
});

it("W14: the list pages by key, filters by state and text, and shows each delivery once", async () => {
  const { ctx, tenantId } = await createTestTenant();
  await transaction(ctx, (tx) =>
    tx.insert(deliveries).values(
      Array.from({ length: 120 }, (_, index) => ({
        tenantId,
        name: `配信 ${index}`,
        subject: index === 7 ? "ＡＢＣセール" : "件名",
        state: index % 2 ? ("draft" as const) : ("finished" as const),
      })),
    ),
  );
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listDeliveries(ctx, { tab: "all", q: "", after });
    seen.push(...page.deliveries.map(({ id }) => id));
    after = page.next ?? undefined;
  } while (after);
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
  const found = await listDeliveries(ctx, { tab: "all", q: "abcセ", after: undefined });
  expect(found.deliveries.map(({ name }) => name)).toEqual(["配信 7"]);
  expect(await countDeliveries(ctx)).toMatchObject({ all: 120, drafts: 60, finished: 60 });
  const strange = await listDeliveries(ctx, { tab: "drafts", q: "%'", after: "!!" });
  expect(strange.deliveries).toEqual([]);
});
