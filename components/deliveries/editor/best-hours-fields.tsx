"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { DateTime } from "@/components/ui/date-time";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { previewBestHoursAction } from "@/lib/best-hours/actions";
import type { HourForecast } from "@/lib/best-hours/queries";
import { HourList } from "../hour-list";
import { useAnswer } from "./use-answer";

type FieldProps = {
  /** The start in JST as a date-time field gives it. */
  at: string;
  value: string;
  onChange: (until: string) => void;
  errorMessage: string | undefined;
};

/** Until when the mails of a day leave: 24 hours, or a full hour of the same day. */
export function UntilField({ at, value, onChange, errorMessage }: FieldProps) {
  const t = useTranslations("bestHours");
  const start = Number(at.slice(11, 13));
  const later = Array.from({ length: 24 }, (_, index) => index + 1).filter((hour) => hour > start);
  return (
    <Select
      label={t("until")}
      value={value}
      onChange={onChange}
      errorMessage={errorMessage}
      options={[
        { value: "", label: t("wholeDay") },
        ...later.map((hour) => ({ value: String(hour), label: t("sameDay", { hour }) })),
      ]}
    />
  );
}

type PreviewProps = { id: string; at: string; until: string };

/** How many would be written to in which hour, and when the last mails leave. */
export function BestHoursPreview({ id, at, until }: PreviewProps) {
  const t = useTranslations("bestHours");
  const input = { id, at, until };
  const { data, message, isPending } = useAnswer(
    previewBestHoursAction,
    input,
    null as HourForecast | null,
  );
  if (message) return <Alert tone="warning">{message}</Alert>;
  if (!data) return <Spinner label={t("counting")} />;
  if (!data.lastAt) return <p className="text-muted">{t("nobody")}</p>;
  const { lastAt } = data;
  const count = data.hours.reduce((sum, hour) => sum + hour.count, 0);
  return (
    <div aria-busy={isPending} className="flex flex-col gap-3">
      <p>
        {t.rich("last", { at: () => <DateTime value={lastAt} /> })}{" "}
        <span className="text-muted">
          {t("sources", { own: data.own, others: count - data.own })}
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard */}
      <section className="max-h-48 overflow-y-auto" tabIndex={0} aria-label={t("title")}>
        <HourList hours={data.hours} />
      </section>
    </div>
  );
}
