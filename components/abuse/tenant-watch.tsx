import { useLocale, useTranslations } from "next-intl";
import { brakeReason } from "@/components/brakes/brake-reason";
import { EngageDialog, ReleaseDialog } from "@/components/brakes/operator-dialogs";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DescriptionList } from "@/components/ui/description-list";
import { TextLink } from "@/components/ui/text-link";
import type { Brake } from "@/lib/brakes/queries";
import { formatDate, formatNumber } from "@/lib/format";
import { paths } from "@/lib/paths";
import { liftRampAction } from "@/lib/ramp-up/actions";
import type { DailyCap } from "@/lib/ramp-up/rules";

type Props = { tenantId: string; brakes: Brake[]; ramp: DailyCap | null };

/** For the operator: whether one customer may send, how much, and what was watched of it. */
export function TenantWatch({ tenantId, brakes, ramp }: Props) {
  const t = useTranslations("operatorAbuse.tenant");
  const reasons = useTranslations("brakes");
  const brake = brakes.find(({ releasedAt }) => releasedAt === null);
  return (
    <Card
      title={t("title")}
      actions={
        brake ? (
          <ReleaseDialog tenantId={tenantId} id={brake.id} />
        ) : (
          <EngageDialog tenantId={tenantId} />
        )
      }
    >
      <DescriptionList
        items={[
          {
            term: reasons("state"),
            value: brake ? (
              <div className="flex flex-col items-start gap-1">
                <StatusBadge tone="danger">{t("stopped")}</StatusBadge>
                <span className="whitespace-pre-line">{brakeReason(reasons, brake)}</span>
              </div>
            ) : (
              t("free")
            ),
          },
          ...(ramp
            ? [{ term: t("ramp"), value: <RampLine tenantId={tenantId} ramp={ramp} /> }]
            : []),
          {
            term: t("report"),
            value: (
              <TextLink href={paths.operatorMonitoringReport(tenantId)}>{t("report")}</TextLink>
            ),
          },
        ]}
      />
    </Card>
  );
}

function RampLine({ tenantId, ramp }: { tenantId: string; ramp: DailyCap }) {
  const t = useTranslations("operatorAbuse.tenant");
  const locale = useLocale() === "en" ? "en" : "ja";
  const next = ramp.next === null ? "none" : formatNumber(ramp.next, locale);
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span>
        {t("rampText", { mails: ramp.mails, at: formatDate(ramp.risesAt, locale), next })}
      </span>
      <ConfirmDialog
        trigger={<Button size="sm">{t("lift")}</Button>}
        title={t("liftTitle")}
        confirmLabel={t("lift")}
        successMessage={t("lifted")}
        action={liftRampAction.bind(null, { tenantId })}
      >
        {t("liftText")}
      </ConfirmDialog>
    </div>
  );
}
