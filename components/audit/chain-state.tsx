import { Download } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { LinkButton } from "@/components/ui/link-button";
import type { AuditCheck } from "@/lib/audit-chain/queries";
import { formatDateTime } from "@/lib/format";
import { paths } from "@/lib/paths";
import { CheckNowButton } from "./check-now-button";

const tones = { running: "info", verified: "success", broken: "danger" } as const;

/** How far the chain was verified and when, with what a reader needs to verify it without us. */
export function ChainState({ check }: { check: AuditCheck | null }) {
  const t = useTranslations("audit");
  return (
    <Alert
      tone={check ? tones[check.state] : "info"}
      title={<StateText check={check} />}
      actions={
        <>
          <CheckNowButton isRunning={check?.state === "running"} />
          <LinkButton href={paths.auditVerifier} icon={<Download />} prefetch={false} download>
            {t("verifier")}
          </LinkButton>
        </>
      }
    >
      <AutoRefresh isActive={check?.state === "running"} />
      {t("chainHint")}
    </Alert>
  );
}

function StateText({ check }: { check: AuditCheck | null }) {
  const t = useTranslations("audit");
  const locale = useLocale();
  if (!check) return t("notChecked");
  if (check.state === "running" || !check.finishedAt) return t("checking");
  const at = formatDateTime(check.finishedAt, locale);
  if (check.state === "verified") return t("verified", { seq: check.seq, at });
  return t("broken", { seq: check.brokenSeq ?? 0, at });
}
