import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { type ManualIndex, makeIndex } from "@/lib/manual-search/rules";
import { type ManualPage, manualParts, parseManualPage } from "./rules";

type Manual = { pages: ManualPage[]; index: ManualIndex };

const cache = new Map<Locale, Promise<Manual>>();
const folder = () => path.join(/* turbopackIgnore: true */ process.cwd(), "content", "manual");

/** The manual of a language in reading order with its search index, made once per process. */
export function loadManual(locale: Locale): Promise<Manual> {
  if (process.env.NODE_ENV === "development") return readManual(locale);
  const known = cache.get(locale) ?? readManual(locale);
  cache.set(locale, known);
  return known;
}

async function readManual(locale: Locale): Promise<Manual> {
  const files = (await readdir(path.join(folder(), locale))).filter((file) => file.endsWith(".md"));
  const read = files.map(async (file) =>
    parseManualPage(
      file.slice(0, -".md".length),
      await readFile(path.join(folder(), locale, file), "utf8"),
    ),
  );
  const pages = (await Promise.all(read)).sort(
    (a, b) => manualParts.indexOf(a.part) - manualParts.indexOf(b.part) || a.order - b.order,
  );
  return { pages, index: makeIndex(pages) };
}

/** A page with its neighbours; throws `not_found`. */
export async function getManualPage(locale: Locale, slug: string) {
  const { pages } = await loadManual(locale);
  const at = pages.findIndex((page) => page.slug === slug);
  const page = pages[at];
  if (!page) throw new AppError("not_found");
  return { page, pages, previous: pages[at - 1] ?? null, next: pages[at + 1] ?? null };
}

/** A screenshot as WebP; throws `not_found`. */
export async function readManualImage(locale: string, name: string): Promise<Uint8Array> {
  if (!/^(ja|en)$/.test(locale) || !/^[a-z0-9-]+\.webp$/.test(name))
    throw new AppError("not_found");
  try {
    return await readFile(path.join(folder(), "images", locale, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new AppError("not_found");
    throw error;
  }
}
