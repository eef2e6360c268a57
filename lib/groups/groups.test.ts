import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Transaction } from "@/db/client";
import {
  type AttributeValues,
  addresses,
  addressTags,
  suppressions,
  tags,
} from "@/db/schema/addresses";
import { batches, deliveries, recipients } from "@/db/schema/deliveries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { type AddressState, addressStates } from "@/lib/addresses/schema";
import { createAttribute } from "@/lib/attributes/mutations";
import {
  countGroup,
  exactMost,
  listGroupsWithCounts,
  previewGroup,
} from "@/lib/group-counts/queries";
import { createGroup, deleteGroup, updateGroup } from "./mutations";
import { expressionCondition, getGroup, listGroupDeliveries } from "./queries";
import {
  activityEvents,
  activityTests,
  attributeTests,
  consentTests,
  deliveryTests,
  type Expression,
  expressionSchema,
} from "./schema";

type Mail = { deliveryId: string; isReceived: boolean; opened?: number; clicked?: number };
type Person = {
  id: string;
  tagIds: string[];
  attributes: AttributeValues;
  state: AddressState;
  hasConsent: boolean;
  mails: Mail[];
};

let tenant: TestTenant;
let tagIds: string[];
let deliveryIds: string[];
let people: Person[];

const keys = ["会社", "額", "日", "種"];
const stored: AttributeValues[] = [
  {},
  { 会社: "株式会社ABC", 額: 10, 日: "2026-01-04", 種: "一般" },
  { 会社: "abc商店", 額: -2.5, 日: "2025-12-31", 種: "特別" },
  { 会社: "10", 額: 0, 日: "2026-11-24", 種: "" },
  { 会社: "", 額: null, 日: null },
  { 会社: "2026-01-04", 額: 1200.5 },
  { 額: 9007199254740991, 日: "not a date", 種: "一般" },
];
const values = [
  "株式会社ABC",
  "ABC",
  "10",
  "0",
  "-2.5",
  "1200.5",
  "2026-01-04",
  "2026-11-24",
  "一般",
  "%",
  "'",
];

beforeAll(async () => {
  tenant = await createTestTenant();
  const { tenantId } = tenant;
  await transaction(tenant.ctx, async (tx) => {
    const made = await tx
      .insert(tags)
      .values(["A", "B", "C"].map((name) => ({ tenantId, name })))
      .returning({ id: tags.id });
    tagIds = made.map(({ id }) => id);
    const rows = stored.flatMap((attributes, row) =>
      [0, 3, 5].map((mask) => ({
        tenantId,
        email: `p${row}-${mask}@example.jp`,
        attributes,
        ...consentOf(mask),
      })),
    );
    const inserted = await tx.insert(addresses).values(rows).returning();
    people = inserted.map(({ id, attributes, email, consentAt }) => {
      const mask = Number(email.slice(3, 4));
      return {
        id,
        attributes,
        tagIds: tagIds.filter((_, bit) => mask & (1 << bit)),
        state: addressStates[Number(email.slice(1, 2)) % addressStates.length] ?? "active",
        hasConsent: consentAt !== null,
        mails: [],
      };
    });
    await addReactions(tx, inserted);
    await tx
      .insert(addressTags)
      .values(
        people.flatMap((person) =>
          person.tagIds.map((tagId) => ({ tenantId, tagId, addressId: person.id })),
        ),
      );
  });
});

const consentOf = (mask: number) =>
  mask === 3 ? { consentSource: "申込書", consentAt: new Date("2026-01-04") } : {};

const dayMs = 86_400_000;

async function addReactions(tx: Transaction, rows: { id: string; email: string }[]) {
  const { tenantId } = tenant;
  const sent = await tx
    .insert(deliveries)
    .values(["春", "秋"].map((name) => ({ tenantId, name, startedAt: new Date() })))
    .returning({ id: deliveries.id });
  deliveryIds = sent.map(({ id }) => id);
  await tx
    .insert(batches)
    .values(deliveryIds.map((deliveryId) => ({ tenantId, deliveryId, batchNo: 1, audience: 9 })));
  people.forEach((person, index) => {
    person.mails = deliveryIds
      .filter((_, bit) => (index + 1) & (1 << bit))
      .map((deliveryId, turn) => ({
        deliveryId,
        isReceived: (index + turn) % 3 > 0,
        ...(index % 2 ? { opened: 5 + 40 * turn } : {}),
        ...(index % 4 === 1 ? { clicked: 5 + 40 * turn } : {}),
      }));
  });
  const ago = (days: number | undefined) =>
    days === undefined ? null : new Date(Date.now() - days * dayMs);
  await tx.insert(recipients).values(
    people.flatMap((person, index) =>
      person.mails.map(({ deliveryId, isReceived, opened, clicked }) => ({
        tenantId,
        deliveryId,
        batchNo: 1,
        addressId: person.id,
        email: rows[index]?.email ?? "",
        state: isReceived ? ("delivered" as const) : ("bounced" as const),
        openedAt: ago(opened),
        clickedAt: ago(clicked),
      })),
    ),
  );
  const stopped = people.flatMap(({ state }, index) =>
    state === "active" ? [] : [{ tenantId, email: rows[index]?.email ?? "", reason: state }],
  );
  await tx.insert(suppressions).values(stopped);
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);
const isDate = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);

function belongs(person: Person, expression: Expression): boolean {
  switch (expression.op) {
    case "and":
      return expression.items.every((item) => belongs(person, item));
    case "or":
      return expression.items.some((item) => belongs(person, item));
    case "not":
      return !belongs(person, expression.item);
    case "tag":
      return person.tagIds.includes(expression.tagId);
    case "state":
      return person.state === expression.state;
    case "activity":
      return reacted(person, expression);
    case "consent":
      return person.hasConsent === (expression.test === "recorded");
    case "delivery":
      return person.mails.some(
        (mail) =>
          mail.deliveryId === expression.deliveryId &&
          (expression.test === "received" ? mail.isReceived : mail[expression.test] !== undefined),
      );
    default: {
      const value = person.attributes[expression.key] ?? null;
      if (expression.test !== "between") return passes(value, expression.test, expression.value);
      const upTo = expression.upTo ?? "";
      return isNumber(expression.value)
        ? passes(value, "atLeast", expression.value) && passes(value, "atMost", upTo)
        : isDate(value) && value >= expression.value && value <= upTo;
    }
  }
}

function reacted(
  { mails }: Person,
  { event, test, days }: Extract<Expression, { op: "activity" }>,
): boolean {
  const at = mails.flatMap((mail) => mail[event] ?? []);
  const last = Math.min(...at);
  if (test === "never") return at.length === 0;
  return at.length > 0 && last <= days === (test === "within");
}

function passes(value: string | number | null, test: string, wanted: string): boolean {
  switch (test) {
    case "empty":
      return value === null || value === "";
    case "contains":
      return value !== null && String(value).toLowerCase().includes(wanted.toLowerCase());
    case "before":
      return isDate(value) && value < wanted;
    case "after":
      return isDate(value) && value > wanted;
    case "atLeast":
      return typeof value === "number" && isNumber(wanted) && value >= Number(wanted);
    case "atMost":
      return typeof value === "number" && isNumber(wanted) && value <= Number(wanted);
    default:
      return typeof value === "number"
        ? isNumber(wanted) && value === Number(wanted)
        : value === wanted;
  }
}

const condition = (): fc.Arbitrary<Expression> =>
  fc.oneof(
    fc.record({ op: fc.constant("tag" as const), tagId: fc.nat(2).map((index) => tagIds[index]!) }),
    fc.record({
      op: fc.constant("attribute" as const),
      key: fc.constantFrom(...keys),
      test: fc.constantFrom(...attributeTests),
      value: fc.constantFrom(...values),
      upTo: fc.constantFrom(...values),
    }),
    fc.record({ op: fc.constant("state" as const), state: fc.constantFrom(...addressStates) }),
    fc.record({
      op: fc.constant("activity" as const),
      event: fc.constantFrom(...activityEvents),
      test: fc.constantFrom(...activityTests),
      days: fc.constantFrom(1, 10, 100),
    }),
    fc.record({
      op: fc.constant("delivery" as const),
      deliveryId: fc.nat(1).map((index) => deliveryIds[index]!),
      test: fc.constantFrom(...deliveryTests),
    }),
    fc.record({ op: fc.constant("consent" as const), test: fc.constantFrom(...consentTests) }),
  );

const tree = (): fc.Arbitrary<Expression> =>
  fc.letrec<{ node: Expression }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      condition(),
      fc.record({ op: fc.constant("not" as const), item: tie("node") }),
      fc.record({
        op: fc.constantFrom("and" as const, "or" as const),
        items: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
      }),
    ),
  })).node;

const idsOf = async (expression: Expression) => {
  const { tenantId } = tenant;
  const found = await readTransaction(tenant.ctx, (tx) =>
    tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(and(eq(addresses.tenantId, tenantId), expressionCondition(tenantId, expression))),
  );
  return found.map(({ id }) => id).sort();
};

describe("groups", () => {
  it("W7: AND, OR and NOT over tags, attributes, states, consent and reactions find exactly the addresses that they say", async () => {
    await fc.assert(
      fc.asyncProperty(tree(), async (expression) => {
        const expected = people.filter((person) => belongs(person, expression));
        expect(await idsOf(expression)).toEqual(expected.map(({ id }) => id).sort());
      }),
      { numRuns: 300 },
    );
  });

  it("W7: a saved group shows its live count and its members", async () => {
    const own = await createTestTenant();
    const { ctx } = own;
    await createAttribute(ctx, { subject: "address", key: "額", type: "number", choices: [] });
    await transaction(ctx, (tx) =>
      tx.insert(addresses).values(
        [5, 1000, 2000].map((amount) => ({
          tenantId: ctx.tenantId,
          email: `a${amount}@example.jp`,
          attributes: { 額: amount },
        })),
      ),
    );
    const atLeast = (value: string): Expression => ({
      op: "attribute",
      key: "額",
      test: "atLeast",
      value,
    });
    const { id } = await createGroup(ctx, {
      name: "大口",
      description: "",
      expression: atLeast("1,000"),
    });
    expect((await getGroup(ctx, id)).expression).toEqual(atLeast("1000"));
    expect(await listGroupsWithCounts(ctx)).toMatchObject([{ name: "大口", addressCount: 2 }]);
    const preview = await previewGroup(ctx, { expression: atLeast("2,000") });
    expect(preview).toMatchObject({ addressCount: 1, members: [{ email: "a2000@example.jp" }] });
    await updateGroup(ctx, {
      id,
      name: "全員",
      description: "",
      expression: { op: "not", item: atLeast("9999") },
    });
    expect(await listGroupsWithCounts(ctx)).toMatchObject([{ name: "全員", addressCount: 3 }]);
  });

  it("W7: a large group is estimated first, a small one counted exactly", async () => {
    const { ctx } = await createTestTenant();
    const many = exactMost + 2_000;
    await transaction(ctx, (tx) =>
      tx.execute(sql`insert into addresses (tenant_id, email)
        select ${ctx.tenantId}, 'n' || n || '@example.jp' from generate_series(1, ${many}::int) n`),
    );
    const expression: Expression = { op: "state", state: "active" };
    const preview = await previewGroup(ctx, { expression });
    expect(preview.isEstimate).toBe(true);
    expect(Math.abs(preview.addressCount - many)).toBeLessThan(many / 4);
    expect(await countGroup(ctx, { expression })).toEqual({
      addressCount: many,
      isEstimate: false,
    });
  });

  it("W7: a condition names only deliveries that have begun in the same tenant", async () => {
    const { ctx } = await createTestTenant();
    const [draft] = await transaction(ctx, (tx) =>
      tx.insert(deliveries).values({ tenantId: ctx.tenantId, name: "下書き" }).returning(),
    );
    expect(await listGroupDeliveries(ctx)).toEqual([]);
    const expression: Expression = {
      op: "delivery",
      deliveryId: deliveryIds[0]!,
      test: "received",
    };
    const input = { name: "G", description: "", expression };
    await expect(createGroup(ctx, input)).rejects.toMatchObject({
      details: { fieldErrors: { "expression.deliveryId": ["groups.errors.unknownDelivery"] } },
    });
    expect(draft).toBeDefined();
  });

  it("says at the place which tag or attribute is unknown or does not fit", async () => {
    const { ctx } = await createTestTenant();
    await createAttribute(ctx, { subject: "address", key: "日", type: "date", choices: [] });
    const attribute = (key: string, test: "equals" | "contains", value: string) =>
      ({ op: "attribute", key, test, value }) as const;
    const expression: Expression = {
      op: "and",
      items: [
        { op: "not", item: { op: "tag", tagId: tagIds[0]! } },
        attribute("無い", "equals", "x"),
        attribute("日", "contains", "x"),
        attribute("日", "equals", "昨日"),
      ],
    };
    await expect(
      createGroup(ctx, { name: "G", description: "", expression }),
    ).rejects.toMatchObject({
      details: {
        fieldErrors: {
          "expression.items.0.item.tagId": ["groups.errors.unknownTag"],
          "expression.items.1.key": ["groups.errors.unknownAttribute"],
          "expression.items.2.test": ["groups.errors.unfitTest"],
          "expression.items.3.value": ["attributes.problems.invalidDate"],
        },
      },
    });
  });

  it("a group that a draft is sent to is not deleted, another tenant's is not found", async () => {
    const [{ ctx }, other] = await Promise.all([createTestTenant(), createTestTenant()]);
    const expression: Expression = { op: "not", item: { op: "tag", tagId: tagIds[0]! } };
    await transaction(ctx, (tx) =>
      tx.insert(tags).values({ tenantId: ctx.tenantId, id: tagIds[0]!, name: "A" }),
    );
    const { id } = await createGroup(ctx, { name: "G", description: "", expression });
    await transaction(ctx, (tx) =>
      tx.insert(deliveries).values({
        tenantId: ctx.tenantId,
        name: "秋の案内",
        audience: { kind: "group", groupId: id },
      }),
    );
    await expect(deleteGroup(ctx, { id })).rejects.toMatchObject({
      messageKey: "groups.errors.usedByDelivery",
      details: { params: { name: "秋の案内" } },
    });
    await expect(deleteGroup(other.ctx, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(getGroup(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    await transaction(ctx, (tx) =>
      tx.update(deliveries).set({ state: "finished" }).where(eq(deliveries.tenantId, ctx.tenantId)),
    );
    await deleteGroup(ctx, { id });
    await expect(getGroup(ctx, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("refuses expressions that are empty, too deep, too long or not expressions", () => {
    const leaf = { op: "tag", tagId: "00000000-0000-4000-8000-000000000000" };
    let deep: unknown = leaf;
    for (let level = 0; level < 20_000; level += 1) deep = { op: "and", items: [deep] };
    const nots = Array.from({ length: 60 }).reduce((item) => ({ op: "not", item }), leaf);
    const long = { op: "or", items: Array.from({ length: 50 }, () => leaf) };
    const five = {
      op: "and",
      items: [{ op: "or", items: [{ op: "and", items: [{ op: "or", items: [leaf] }] }] }],
    };
    for (const bad of [deep, nots, long, { op: "and", items: [] }, { op: "x" }, null, "and", {}]) {
      expect(expressionSchema.safeParse(bad).success).toBe(false);
    }
    expect(expressionSchema.safeParse(five).success).toBe(true);
    expect(expressionSchema.safeParse({ op: "and", items: [five] }).success).toBe(false);
  });
});
