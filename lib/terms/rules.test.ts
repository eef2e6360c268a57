import { describe, expect, it } from "vitest";
import { getDocument } from "./queries";
import { documentNames, parseDocument } from "./rules";

describe("documents", () => {
  for (const name of documentNames) {
    for (const locale of ["ja", "en"]) {
      it(`W32: ${name} is published in ${locale}`, async () => {
        const blocks = await getDocument(name, locale);
        expect(blocks[0]?.kind).toBe("title");
        expect(blocks.filter((block) => block.kind === "heading").length).toBeGreaterThan(2);
      });
    }
  }

  it("W32: markup in a document stays text", () => {
    expect(parseDocument("# A\n\n<b>x</b>\n\n- one\n- two")).toEqual([
      { kind: "title", text: "A" },
      { kind: "paragraph", text: "<b>x</b>" },
      { kind: "list", isOrdered: false, items: ["one", "two"] },
    ]);
  });
});
