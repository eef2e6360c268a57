import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCleanText } from "./clean-text";
import { readPageQuery, readUrlQuery } from "./page-query";

describe("the parameters of an address", () => {
  it("count once, the first of several", async () => {
    const search = { q: ["a", "b"], after: "x", none: undefined, empty: "", list: [] };
    expect({ ...(await readPageQuery(Promise.resolve(search))) }).toEqual({
      q: "a",
      after: "x",
      empty: "",
    });
    expect({ ...readUrlQuery(new URLSearchParams("q=a&q=b&after=x&empty=")) }).toEqual({
      q: "a",
      after: "x",
      empty: "",
    });
  });

  it("are left out where they are longer than any of ours, hold NUL or half a character", async () => {
    const search = {
      long: "a".repeat(2_001),
      longest: "a".repeat(2_000),
      nul: "a\0b",
      half: "\ud800",
      lines: "a\r\nb",
    };
    const query = await readPageQuery(Promise.resolve(search));
    expect(Object.keys(query).sort()).toEqual(["lines", "longest"]);
  });

  it("inherit nothing, whatever their names", () => {
    const query = readUrlQuery(new URLSearchParams("__proto__=a&constructor=b"));
    expect(Object.entries(query)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
    expect(query.toString).toBeUndefined();
  });

  it("are texts that can be stored, whatever was given", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        for (const value of Object.values(readUrlQuery(new URLSearchParams(pairs))))
          expect(isCleanText(value ?? "")).toBe(true);
      }),
    );
  });

  it("are read here by every page that has any", () => {
    const pages = readdirSync("app", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith("page.tsx"))
      .map((file) => ({ file, source: readFileSync(join("app", file), "utf8") }))
      .filter(({ source }) => source.includes("searchParams"));
    expect(pages.length).toBeGreaterThan(30);
    const others = pages.filter(
      ({ source }) => !/readPageQuery\((props\.)?searchParams\)/.test(source),
    );
    expect(others.map(({ file }) => file)).toEqual([]);
  });
});
