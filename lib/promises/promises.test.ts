import { describe, expect, it } from "vitest";
import en from "@/messages/en/legal-pages.json";
import ja from "@/messages/ja/legal-pages.json";
import { listPromises } from "./queries";
import { parsePromises } from "./rules";

describe("promises", () => {
  it("reads number, promise, work and state of each row", () => {
    const source =
      "| W1  | 約束 | Works, built or not. | built   |\n| W2 | b | c | planned |\n| no. | x |";
    expect(parsePromises(source)).toEqual([
      { number: "W1", promise: "約束", work: "Works, built or not.", isBuilt: true },
      { number: "W2", promise: "b", work: "c", isBuilt: false },
    ]);
  });

  it("has all 36, and says each of them to customers in both languages", async () => {
    const numbers = (await listPromises()).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 36 }, (_, index) => `W${index + 1}`));
    for (const { promises } of [ja, en])
      expect(numbers.filter((number) => !(number in promises))).toEqual([]);
  });
});
