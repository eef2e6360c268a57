import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { locales } from "./locale";

const root = new URL("../../", import.meta.url);
const filesOf = (locale: string) => readdirSync(new URL(`messages/${locale}/`, root)).sort();

function keysOf(value: unknown, prefix = ""): string[] {
  if (typeof value !== "object" || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, child]) =>
    keysOf(child, prefix ? `${prefix}.${key}` : key),
  );
}

function readKeys(locale: string, file: string): string[] {
  return keysOf(
    JSON.parse(readFileSync(new URL(`messages/${locale}/${file}`, root), "utf8")),
  ).sort();
}

describe("messages", () => {
  it("has the same files in every language", () => {
    for (const locale of locales) expect(filesOf(locale)).toEqual(filesOf("ja"));
  });

  it.each(filesOf("ja"))("has the same keys in every language: %s", (file) => {
    for (const locale of locales) expect(readKeys(locale, file)).toEqual(readKeys("ja", file));
  });

  it("types every namespace", () => {
    const declaration = readFileSync(new URL("global.d.ts", root), "utf8");
    const untyped = filesOf("ja").filter((file) => !declaration.includes(`messages/ja/${file}`));
    expect(untyped).toEqual([]);
  });
});
