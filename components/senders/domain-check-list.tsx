import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { StatusBadge } from "@/components/ui/badge";
import { CopyText } from "@/components/ui/copy-text";
import type { Tone } from "@/components/ui/tone";
import type { DomainCheck } from "@/lib/domain-checks/queries";
import type { RecordCheck, RecordStatus } from "@/lib/domain-checks/rules";

const tones: Record<RecordStatus, Tone> = {
  ok: "success",
  missing: "warning",
  wrong: "warning",
  unknown: "neutral",
};

/** What the DNS says about a sender's domain, with the records that are to be put there. */
export function DomainCheckList({ check }: { check: DomainCheck }) {
  const t = useTranslations("domainChecks");
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <p className="break-words text-muted text-xs">{t("description", { domain: check.domain })}</p>
      <Verdict checks={check.checks} />
      <ul className="flex flex-col gap-3">
        {check.checks.map((one) => (
          <li key={one.record} className="flex min-w-0 flex-col gap-1.5">
            <span className="flex items-center justify-between gap-2">
              <span className="font-medium">{t(`records.${one.record}`)}</span>
              <StatusBadge tone={tones[one.status]}>{t(`statuses.${one.status}`)}</StatusBadge>
            </span>
            {(one.status === "missing" || one.status === "wrong") && <Remedy check={one} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Verdict({ checks }: { checks: readonly RecordCheck[] }) {
  const t = useTranslations("domainChecks");
  const has = (...wanted: RecordStatus[]) => checks.some(({ status }) => wanted.includes(status));
  if (has("missing", "wrong")) return <Alert tone="warning">{t("notOk")}</Alert>;
  if (has("unknown")) return <Alert tone="info">{t("unanswered")}</Alert>;
  return <Alert tone="success">{t("allOk")}</Alert>;
}

function Remedy({ check: { record, name, value, found } }: { check: RecordCheck }) {
  const t = useTranslations("domainChecks");
  return (
    <div className="flex min-w-0 flex-col gap-1 text-xs">
      <p className="text-muted">{t(`hints.${record}`)}</p>
      <p className="text-muted">{t("type")}</p>
      <CopyText label={t("name")} text={name} />
      {value && <CopyText label={t("value")} text={value} />}
      {found !== null && (
        <p className="break-all text-muted">
          {t("found")}: <code>{found}</code>
        </p>
      )}
    </div>
  );
}
