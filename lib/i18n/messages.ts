import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Messages } from "next-intl";
import type { Locale } from "./locale";

const cache = new Map<Locale, Promise<Messages>>();

/** All messages of a language, one namespace per file of messages/<locale>; for pages, workers and mails. */
export function loadMessages(locale: Locale): Promise<Messages> {
  if (process.env.NODE_ENV !== "production") return readMessages(locale);
  const known = cache.get(locale) ?? readMessages(locale);
  cache.set(locale, known);
  return known;
}

async function readMessages(locale: Locale): Promise<Messages> {
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "messages", locale);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json"));
  const entries = await Promise.all(
    files.map(async (file) => [
      file.slice(0, -".json".length),
      await readNamespace(path.join(folder, file)),
    ]),
  );
  // The files are the source of the Messages type (global.d.ts), so their union has that shape.
  return Object.fromEntries(entries) as Messages;
}

async function readNamespace(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not valid JSON`, { cause });
  }
}
