import { readFile } from "node:fs/promises";
import path from "node:path";
import { isLocale } from "@/lib/i18n/locale";
import { type DocumentName, parseDocument, type TextBlock } from "./rules";

/** One of the published documents in the reader's language. */
export async function getDocument(name: DocumentName, locale: string): Promise<TextBlock[]> {
  const language = isLocale(locale) ? locale : "ja";
  const folder = path.join(/* turbopackIgnore: true */ process.cwd(), "content", "terms");
  return parseDocument(await readFile(path.join(folder, `${name}.${language}.md`), "utf8"));
}
