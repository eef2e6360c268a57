"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DomainCheckList } from "@/components/senders/domain-check-list";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/cx";
import { TextLink } from "@/components/ui/text-link";
import { type Tone, textTone } from "@/components/ui/tone";
import { toneIcon } from "@/components/ui/tone-icon";
import type { DraftCheck } from "@/lib/composing/queries";
import { mergeFieldText } from "@/lib/composing/rules";
import type { DomainCheck } from "@/lib/domain-checks/queries";
import { paths } from "@/lib/paths";
import type { EditorRights } from "./draft";
import type { Answer } from "./use-answer";

type Props = {
  check: DraftCheck;
  domain: Answer<DomainCheck | null>;
  hasSender: boolean;
  rights: EditorRights;
};

/** What is looked at before a delivery may go: each point with how it stands. */
export function FirstGate({ check, domain, hasSender, rights }: Props) {
  const t = useTranslations("gate");
  const { problems, emptyValues, audience } = check;
  const isLegal = !problems.some(({ code }) => code === "noLegal");
  const broken = problems.filter(({ field }) => ["subject", "html", "text"].includes(field)).length;
  const gaps = Math.max(0, ...emptyValues.map(({ count }) => count));
  const excluded = audience.suppressed.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={t("title")}>
      <ul className="flex flex-col gap-3">
        <Point tone={isLegal ? "success" : "danger"} label={t("legal")}>
          {isLegal ? t("legalOk") : t("legalMissing")}{" "}
          {!isLegal && rights.canWriteSettings && (
            <TextLink href={paths.settings}>{t("toSettings")}</TextLink>
          )}
        </Point>
        <Point tone="success" label={t("unsubscribe")}>
          {t("unsubscribeOk")}
        </Point>
        <Point tone={broken > 0 ? "danger" : "success"} label={t("fields")}>
          {broken > 0 ? t("fieldsWrong", { count: broken }) : t("fieldsOk")}
        </Point>
        <Point tone={gaps > 0 ? "warning" : "success"} label={t("empty")}>
          {gaps > 0 ? t("emptySome", { count: gaps }) : t("emptyOk")}
        </Point>
        <Point tone={excluded > 0 ? "info" : "success"} label={t("excluded")}>
          {excluded > 0 ? t("excludedSome", { count: excluded }) : t("excludedNone")}
        </Point>
        <Point tone={domainTone(domain)} label={t("domain")}>
          <DomainPoint domain={domain} hasSender={hasSender} />
        </Point>
      </ul>
    </Card>
  );
}

const words: Record<Tone, "ok" | "warn" | "bad" | "open"> = {
  success: "ok",
  info: "ok",
  warning: "warn",
  danger: "bad",
  neutral: "open",
  accent: "open",
};

function Point({ tone, label, children }: { tone: Tone; label: string; children: ReactNode }) {
  const t = useTranslations("gate");
  return (
    <li className="flex min-w-0 gap-2">
      <span className={cx("mt-0.5 shrink-0 [&_svg]:size-4", textTone[tone])}>
        <span aria-hidden>{toneIcon(tone)}</span>
        <span className="sr-only">{t(words[tone])}</span>
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-medium">{label}</p>
        <div className="text-muted text-xs">{children}</div>
      </div>
    </li>
  );
}

function DomainPoint({ domain, hasSender }: Pick<Props, "domain" | "hasSender">) {
  const t = useTranslations("domainChecks");
  if (!hasSender) return <p>{t("noSender")}</p>;
  if (domain.isPending) return <p role="status">{t("asking")}</p>;
  if (domain.message) return <p>{domain.message}</p>;
  return domain.data ? <DomainCheckList check={domain.data} /> : <p>{t("noSender")}</p>;
}

function domainTone({ data, isPending }: Answer<DomainCheck | null>): Tone {
  if (isPending || !data) return "neutral";
  if (data.checks.some(({ status }) => status === "missing" || status === "wrong"))
    return "warning";
  return data.checks.some(({ status }) => status === "unknown") ? "neutral" : "success";
}

/** What does not keep a delivery back and yet should be read before it goes. */
export function useWarnings(check: DraftCheck, domain: DomainCheck | null): string[] {
  const t = useTranslations("gate");
  const domains = useTranslations("domainChecks");
  const faults = domain?.checks.filter(({ status }) => status === "missing" || status === "wrong");
  const gaps = check.emptyValues.map(({ key, count }) =>
    t("emptyWarning", { field: mergeFieldText(key, ""), count }),
  );
  if (!domain || !faults || faults.length === 0) return gaps;
  const records = faults
    .map(({ record }) => domains(`records.${record}`))
    .join(domains("separator"));
  return [...gaps, domains("warning", { domain: domain.domain, records })];
}
