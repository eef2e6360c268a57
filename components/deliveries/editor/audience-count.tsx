"use client";

import { useLocale, useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/text-link";
import type { DraftCheck } from "@/lib/composing/queries";
import { mergeFieldText } from "@/lib/composing/rules";
import type { AudienceInput } from "@/lib/deliveries/schema";
import { formatNumber } from "@/lib/format";
import { suppressionListHref } from "@/lib/suppressions/rules";
import { Exclusions } from "./exclusions";

type Props = {
  check: DraftCheck;
  isPending: boolean;
  audience: AudienceInput;
  canReadAddresses: boolean;
};

/** How many get the mail, who is left out and why, and who would see a gap. */
export function AudienceCount({ check, isPending, audience: chosen, canReadAddresses }: Props) {
  const t = useTranslations("deliveries");
  const locale = useLocale();
  const { audience, emptyValues } = check;
  return (
    <div aria-busy={isPending} aria-live="polite" className="flex flex-col gap-2">
      <p className="flex items-baseline justify-between gap-3">
        <span className="text-muted text-xs">{t("count.recipients")}</span>
        <span className="font-semibold text-lg tabular-nums" data-testid="recipient-count">
          {t("people", { count: audience.recipients })}
        </span>
      </p>
      <ul className="flex flex-col gap-1 text-xs">
        <li className="flex justify-between gap-3 text-muted">
          <span>{t("count.total")}</span>
          <span className="tabular-nums">{formatNumber(audience.total, locale)}</span>
        </li>
        {audience.suppressed.map(({ reason, count }) => (
          <li key={reason} className="flex justify-between gap-3 text-muted">
            {canReadAddresses ? (
              <TextLink href={suppressionListHref({ reason })}>
                {t("count.excluded", { reason: t(`suppressed.${reason}`) })}
              </TextLink>
            ) : (
              <span>{t("count.excluded", { reason: t(`suppressed.${reason}`) })}</span>
            )}
            <span className="tabular-nums">{t("count.minus", { count })}</span>
          </li>
        ))}
      </ul>
      {canReadAddresses && audience.suppressed.length > 0 && <Exclusions audience={chosen} />}
      {emptyValues.map(({ key, count }) => (
        <p key={key} className="rounded-md bg-warning-soft px-2 py-1 text-warning-text text-xs">
          {t("count.emptyValue", { field: mergeFieldText(key, ""), count })}
        </p>
      ))}
    </div>
  );
}
