import { useLocale } from "next-intl";
import { formatDate, formatDateTime, toJstIso } from "@/lib/format";

export type DateTimeProps = { value: Date | string; format?: "datetime" | "date" };

/** A moment in JST. */
export function DateTime({ value, format = "datetime" }: DateTimeProps) {
  const locale = useLocale();
  const date = typeof value === "string" ? new Date(value) : value;
  return (
    <time dateTime={toJstIso(date)} className="whitespace-nowrap tabular-nums">
      {format === "date" ? formatDate(date, locale) : formatDateTime(date, locale)}
    </time>
  );
}
