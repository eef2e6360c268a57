type Locale = "ja" | "en";

const jstOffsetMs = 9 * 60 * 60 * 1000;

function jstParts(date: Date) {
  const [day = "", time = ""] = new Date(date.getTime() + jstOffsetMs).toISOString().split("T");
  return { day, minutes: time.slice(0, 5), seconds: time.slice(0, 8) };
}

/** `2026/11/24` in Japanese, `2026-11-24` in English, in JST. */
export function formatDate(date: Date, locale: Locale = "ja"): string {
  const { day } = jstParts(date);
  return locale === "ja" ? day.replaceAll("-", "/") : day;
}

/** `08:05` in JST. */
export function formatTime(date: Date): string {
  return jstParts(date).minutes;
}

/** `2026/11/24 08:05` in Japanese, `2026-11-24 08:05` in English, in JST. */
export function formatDateTime(date: Date, locale: Locale = "ja"): string {
  return `${formatDate(date, locale)} ${formatTime(date)}`;
}

/** `2026-11-24T08:05:00+09:00`, for logs, exports and machines. */
export function toJstIso(date: Date): string {
  const { day, seconds } = jstParts(date);
  return `${day}T${seconds}+09:00`;
}

/** `2026-11-24T08:05` in JST, as a date-time field takes it. */
export function toJstLocal(date: Date): string {
  const { day, minutes } = jstParts(date);
  return `${day}T${minutes}`;
}

/** Reads the JST date and time of a date-time field; null when it is no real moment. */
export function parseJstLocal(text: string): Date | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?$/.exec(text);
  if (!match) return null;
  const date = new Date(`${match[1]}${match[2] ?? ":00"}+09:00`);
  return !Number.isNaN(date.getTime()) && toJstLocal(date) === match[1] ? date : null;
}

/** `12,345` */
export function formatNumber(value: number | bigint, locale: Locale = "ja"): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** `0.4567` as `45.7%`. */
export function formatPercent(ratio: number, locale: Locale = "ja", digits = 1): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(
    ratio,
  );
}

/** `¥12,000` or its full-width Japanese form. */
export function formatYen(value: number, locale: Locale = "ja"): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency: "JPY" }).format(value);
}

/** `1.5 MB` of a number of bytes, in steps of 1,024. */
export function formatBytes(bytes: number, locale: Locale = "ja"): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const step =
    bytes < 1 ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), units.length - 1);
  const value = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
    bytes / 1024 ** step,
  );
  return `${value} ${units[step]}`;
}
