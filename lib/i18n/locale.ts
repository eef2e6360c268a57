export const locales = ["ja", "en"] as const;

export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = "ja";

export const localeCookie = "ecai-locale";

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

/** The locale if it is one, else Japanese. */
export const knownLocale = (value: unknown): Locale => (isLocale(value) ? value : defaultLocale);

/** Picks the language of a request: the cookie, else the best of an Accept-Language header, else Japanese. */
export function negotiateLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map(parseLanguageRange)
    .filter((range) => range.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wanted.map((range) => range.language).find(isLocale) ?? defaultLocale;
}

function parseLanguageRange(range: string): { language: string; quality: number } {
  const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
  const q = parameters
    .find((parameter) => parameter.trim().startsWith("q="))
    ?.trim()
    .slice(2);
  const quality = q === undefined ? 1 : Number(q);
  return { language: tag.split("-")[0] ?? "", quality: Number.isFinite(quality) ? quality : 0 };
}
