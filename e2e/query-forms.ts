import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString("base64url");
const uuid = "00000000-0000-4000-8000-000000000000";
const longAgo = "1600000000000000";

type Write = (name: string) => string;

/** What stands after the `?` when a parameter is given as no link of ours gives it. */
const forms: Record<string, Write> = {
  "given twice": (name) => `${name}=a&${name}=b`,
  empty: (name) => `${name}=`,
  "5,000 characters long": (name) => `${name}=${"a".repeat(5_000)}`,
  "with NUL": (name) => `${name}=a%00b`,
  "half a character": (name) => `${name}=%ED%A0%80`,
  "an id that nothing has": (name) => `${name}=${uuid}`,
  "signs of SQL and patterns": (name) => `${name}=%25_%5C'%22;--`,
};

const days: Record<string, Write> = {
  "a day before all years": (name) => `${name}=0000-01-01`,
  "the last day of all": (name) => `${name}=9999-12-31`,
};

const cursors: Record<string, Write> = {
  "a cursor of one text with NUL": (name) => `${name}=${cursor("a\0b")}`,
  "a cursor of words": (name) => `${name}=${cursor("x", "y")}`,
  "a cursor of a moment that is none": (name) =>
    `${name}=${cursor("2026-99-99 00:00:00+00", uuid)}`,
  "a cursor without an id": (name) => `${name}=${cursor("2026-01-01 00:00:00+00", "none")}`,
  "a cursor whose id has NUL": (name) => `${name}=${cursor(longAgo, "a\0b")}`,
  "a cursor whose text has NUL": (name) => `${name}=${cursor("a\0b", uuid)}`,
  "a cursor with half a character": (name) => `${name}=${cursor("\ud800", uuid)}`,
  "a cursor of the end of time": (name) => `${name}=${cursor("9".repeat(16), uuid)}`,
};

/** The hostile forms of a parameter; those of days and places in lists only where it is one. */
export const hostileForms = (name: string): [string, Write][] => [
  ...Object.entries(forms),
  ...(/^(from|to)$/.test(name) ? Object.entries(days) : []),
  ...(/^(after|before|signIns)$/.test(name) ? Object.entries(cursors) : []),
];

/** Every page and route of the source that reads its address, as docs/access.json writes it. */
export function addressesThatRead(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .filter((file) => /searchParams/.test(readFileSync(join("app", file), "utf8")))
    .map((file) => `/${file.replace(/\/?(page\.tsx|route\.ts)$/, "")}`.replace(/\/\([^)]+\)/g, ""))
    .map((address) => address || "/")
    .sort();
}
