import { createTranslator } from "next-intl";
import { describe, expect, it } from "vitest";
import { loadMessages } from "@/lib/i18n/messages";
import { describeExpression } from "./rules";
import type { Expression } from "./schema";

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
      "タグ「VIP」が付いている、かつ（タグ「休眠」が付いていない、またはageが 20 から 29 まで）、かつ（配信「秋の案内」を受け取っていない、または最近 30 日以内に開封した、または「配信できる状態である」に当てはまらない）",
    );
    expect(await sentence("en")).toBe(
      "has the tag “VIP” and (does not have the tag “休眠” or age is between 20 and 29) and (did not receive the delivery “秋の案内” or opened a mail in the last 30 days or not: can be mailed)",
    );
  });
});
