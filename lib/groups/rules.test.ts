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
        { op: "attribute", key: "age", test: "atLeast", value: "20" },
      ],
    },
  ],
};

async function sentence(locale: "ja" | "en") {
  const messages = await loadMessages(locale);
  const t = createTranslator({ locale, messages, namespace: "groups.sentence" });
  return describeExpression(expression, {
    tagName: (id) => ({ 1: "VIP", 2: "休眠" })[id],
    say: (key, values) => t(key, values),
  });
}

describe("describeExpression", () => {
  it("W7: reads as a sentence in Japanese and English", async () => {
    expect(await sentence("ja")).toBe(
      "タグ「VIP」が付いている、かつ（タグ「休眠」が付いていない、またはageが 20 以上）",
    );
    expect(await sentence("en")).toBe(
      "has the tag “VIP” and (does not have the tag “休眠” or age is at least 20)",
    );
  });
});
