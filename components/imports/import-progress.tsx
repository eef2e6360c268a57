import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Stat, StatGrid } from "@/components/ui/stat";
import { formatNumber } from "@/lib/format";
import type { ImportDetails } from "@/lib/imports/queries";
import { paths } from "@/lib/paths";
import { CancelButton } from "./cancel-button";
import { ImportStateBadge } from "./import-state-badge";

/** Where an import stands, read anew while it runs, so that it survives a reload. */
export function ImportProgress({ file }: { file: ImportDetails }) {
  const t = useTranslations("imports");
  const locale = useLocale();
  const isLive = file.state === "queued" || file.state === "running";
  const percent = Math.floor((file.bytesDone / Math.max(file.fileBytes, 1)) * 100);
  return (
    <Card
      title={<ImportStateBadge state={file.state} />}
      actions={
        isLive ? (
          <CancelButton importId={file.id} kind="cancel" />
        ) : (
          <LinkButton href={paths.addresses} variant="primary">
            {t("showAddresses")}
          </LinkButton>
        )
      }
    >
      <AutoRefresh isActive={isLive} everyMs={1500} />
      <div className="flex flex-col gap-4">
        {file.state === "failed" && (
          <Alert tone="danger">
            {t(`failure.${file.failure === "addressLimit" ? "addressLimit" : "unexpected"}`)}
          </Alert>
        )}
        <ProgressBar
          label={t("progress")}
          value={percent}
          valueLabel={t("progressRows", { rows: file.rowsDone })}
          tone={file.state === "finished" ? "success" : "accent"}
        />
        <StatGrid>
          {(["inserted", "updated", "unchanged", "rejected"] as const).map((name) => (
            <Stat key={name} label={t(`counts.${name}`)} value={formatNumber(file[name], locale)} />
          ))}
        </StatGrid>
      </div>
    </Card>
  );
}
