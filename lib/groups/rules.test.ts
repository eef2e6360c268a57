import fc from "fast-check";
import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { addressStates } from "@/lib/addresses/schema";
import { loadMessages } from "@/lib/i18n/messages";
import { type AttributeField, describeExpression, normalizeExpression } from "./rules";
import {
  activityEvents,
  activityTests,
  attributeTests,
  consentTests,
  deliveryTests,
  type Expression,
  expressionSchema,
} from "./schema";

const expression: Expression = {
  op: "and",
  items: [
    { op: "tag", tagId: "1" },
    {
      op: "or",
      items: [
        { op: "not", item: { op: "tag", tagId: "2" } },
        { op: "attribute", key: "age", test: "between", value: "20", upTo: "29" },
      ],
    },
    {
      op: "or",
      items: [
        { op: "not", item: { op: "delivery", deliveryId: "3", test: "received" } },
        { op: "activity", event: "opened", test: "within", days: 30 },
        { op: "not", item: { op: "state", state: "active" } },
        { op: "consent", test: "recorded" },
      ],
    },
  ],
};

async function sentence(locale: "ja" | "en") {
  const messages = await loadMessages(locale);
  const t = createTranslator({ locale, messages, namespace: "groups.sentence" });
  return describeExpression(expression, {
    tagName: (id) => ({ 1: "VIP", 2: "休眠" })[id],
    deliveryName: (id) => ({ 3: "秋の案内" })[id],
    say: (key, values) => t(key, values),
  });
}

describe("describeExpression", () => {
  it("W7: reads as a sentence in Japanese and English", async () => {
    expect(await sentence("ja")).toBe(
      "タグ「VIP」が付いている、かつ（タグ「休眠」が付いていない、またはageが 20 から 29 まで）、かつ（配信「秋の案内」を受け取っていない、または最近 30 日以内に開封した、または「配信できる状態である」に当てはまらない、または配信への同意の記録がある）",
    );
    expect(await sentence("en")).toBe(
      "has the tag “VIP” and (does not have the tag “休眠” or age is between 20 and 29) and (did not receive the delivery “秋の案内” or opened a mail in the last 30 days or not: can be mailed or has consent on record)",
    );
  });
});

const fields = new Map<string, AttributeField>(
  (["text", "number", "date", "choice"] as const).map((type) => [
    type,
    { key: type, type, choices: ["A"] },
  ]),
);
const value = fc.constantFrom("A", "1,000", "２０", "2026/1/4", "株式会社 甲");
const condition: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({ op: fc.constant("tag" as const), tagId: fc.uuid() }),
  fc.record({
    op: fc.constant("attribute" as const),
    key: fc.constantFrom(...fields.keys(), "無い"),
    test: fc.constantFrom(...attributeTests),
    value,
    upTo: value,
  }),
  fc.record({ op: fc.constant("state" as const), state: fc.constantFrom(...addressStates) }),
  fc.record({
    op: fc.constant("activity" as const),
    event: fc.constantFrom(...activityEvents),
    test: fc.constantFrom(...activityTests),
    days: fc.integer({ min: 1, max: 3650 }),
  }),
  fc.record({
    op: fc.constant("delivery" as const),
    deliveryId: fc.uuid(),
    test: fc.constantFrom(...deliveryTests),
  }),
  fc.record({ op: fc.constant("consent" as const), test: fc.constantFrom(...consentTests) }),
);
const tree = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    condition,
    fc.record({ op: fc.constant("not" as const), item: tie("node") }),
    fc.record({
      op: fc.constantFrom("and" as const, "or" as const),
      items: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).node;

describe("expressions", () => {
  it("W7: parse to what they are, and their stored spelling is spelled no other way", () => {
    fc.assert(
      fc.property(tree, (any) => {
        expect(expressionSchema.parse(JSON.parse(JSON.stringify(any)))).toEqual(any);
        const stored = normalizeExpression(any, fields);
        expect(normalizeExpression(stored, fields)).toEqual(stored);
      }),
    );
  });

  it("are refused or read, whatever is sent", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        const parsed = expressionSchema.safeParse(anything);
        expect(typeof parsed.success).toBe("boolean");
      }),
    );
  });
});
