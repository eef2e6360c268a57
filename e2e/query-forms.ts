import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString("base64url");
const uuid = "00000000-0000-4000-8000-000000000000";
const longAgo = "1600000000000000";

type Write = (name: string) => string;

/** What stands after the `?` when a parameter is given as no link of ours gives it. */
const forms: Record<string, Write> = {
  "given twice": (name) => `${name}=a&${name}=b`,
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
  "a cursor whose id has NUL": (name) => `${name}=${cursor(longAgo, "a\0b")}`,
  "a cursor whose text has NUL": (name) => `${name}=${cursor("a\0b", uuid)}`,
  "a cursor with half a character": (name) => `${name}=${cursor("\ud800", uuid)}`,
  "a cursor of the end of time": (name) => `${name}=${cursor("9".repeat(16), uuid)}`,
};

/** The hostile forms of some parameters, all of them at once; places in lists and days one by one as well. */
export function hostileQueries(names: readonly string[]): { form: string; query: string }[] {
  const together = Object.entries(forms).map(([form, write]) => ({
    form,
    query: names.map(write).join("&"),
  }));
  const alone = names.flatMap((name) => {
    const own = isPlace(name) ? cursors : isDay(name) ? days : {};
    return Object.entries(own).map(([form, write]) => ({
      form: `${name} as ${form}`,
      query: write(name),
    }));
  });
  return [...together, ...alone];
}

const isPlace = (name: string) => ["after", "before", "signIns"].includes(name);
const isDay = (name: string) => ["from", "to"].includes(name);

/** Every page and route of the source that reads its address, as docs/access.json writes it. */
export function addressesThatRead(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .filter((file) => /searchParams/.test(readFileSync(join("app", file), "utf8")))
    .map((file) => `/${file.replace(/\/?(page\.tsx|route\.ts)$/, "")}`.replace(/\/\([^)]+\)/g, ""))
    .map((address) => address || "/")
    .sort();
}
