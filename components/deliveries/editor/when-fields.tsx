"use client";

import { useTranslations } from "next-intl";
import { DateTimeField } from "@/components/ui/date-time-field";
import { RadioGroup } from "@/components/ui/radio-group";
import { toJstLocal } from "@/lib/format";
import { UntilField } from "./best-hours-fields";

/** When a delivery is to leave, as the fields hold it. */
export type When =
  | { mode: "now" }
  | { mode: "at"; at: string }
  | { mode: "best"; at: string; until: string };

type WhenProps = {
  when: When;
  onChange: (when: When) => void;
  errors: Record<string, string[]>;
  /** It leaves only after somebody has approved it. */
  isAsking: boolean;
};

/** Now, at a time, or each recipient at its own hour. */
export function WhenFields({ when, onChange, errors, isAsking }: WhenProps) {
  const t = useTranslations("deliveries");
  const best = useTranslations("bestHours");
  const plan = useTranslations("approvals.plan");
  const at = when.mode === "now" ? "" : when.at;

  function choose(mode: string) {
    if (mode === "at") onChange({ mode, at });
    else if (mode === "best") onChange({ mode, at: at || nextHour(), until: "" });
    else onChange({ mode: "now" });
  }

  return (
    <>
      <RadioGroup
        label={t("send.when")}
        isInline
        value={when.mode}
        onChange={choose}
        options={[
          { value: "now", label: isAsking ? plan("now") : t("send.now") },
          { value: "at", label: t("send.at") },
          { value: "best", label: best("option") },
        ]}
      />
      {when.mode !== "now" && (
        <div className="flex flex-col gap-4 sm:flex-row sm:flex-wrap">
          <DateTimeField
            label={when.mode === "best" ? best("start") : t("send.time")}
            isRequired
            min={toJstLocal(new Date())}
            value={when.at}
            onChange={(value) => onChange({ ...when, at: value })}
            errorMessage={errors.at?.join(" ")}
          />
          {when.mode === "best" && (
            <UntilField
              at={when.at}
              value={when.until}
              onChange={(until) => onChange({ ...when, until })}
              errorMessage={errors.until?.join(" ")}
            />
          )}
        </div>
      )}
    </>
  );
}

const hourMs = 3_600_000;
const nextHour = () => toJstLocal(new Date(Math.ceil(Date.now() / hourMs) * hourMs));
