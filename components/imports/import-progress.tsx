import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Stat, StatGrid } from "@/components/ui/stat";
import { formatDateTime, formatNumber } from "@/lib/format";
import type { ImportDetails } from "@/lib/imports/queries";
import { paths } from "@/lib/paths";
import { CancelButton } from "./cancel-button";
import { ImportStateBadge } from "./import-state-badge";
import { UndoButton } from "./undo-button";
import { UndoProgress } from "./undo-progress";

type ImportProgressProps = {
  file: ImportDetails;
  /** Set for those who may take the import back, while they can. */
  undoableUntil: Date | null;
};

/** Where an import stands, read anew while it runs, so that it survives a reload. */
export function ImportProgress({ file, undoableUntil }: ImportProgressProps) {
  const t = useTranslations("imports");
  const locale = useLocale();
  const isChecking = file.state === "checking";
  const isUndo = file.state === "undoing" || file.state === "undone";
  const isCancellable = isChecking || file.state === "queued" || file.state === "running";
  return (
    <Card
      title={<ImportStateBadge state={file.state} />}
      actions={
        isCancellable ? (
          <CancelButton importId={file.id} kind={isChecking ? "discard" : "cancel"} />
        ) : (
          <>
            {undoableUntil && <UndoButton importId={file.id} />}
            <LinkButton href={paths.addresses} variant="primary">
              {t("showAddresses")}
            </LinkButton>
          </>
        )
      }
    >
      <AutoRefresh isActive={isCancellable || file.state === "undoing"} everyMs={1500} />
      <div className="flex flex-col gap-4">
        {file.state === "failed" && (
          <Alert tone="danger">
            {t(`failure.${file.failure === "addressLimit" ? "addressLimit" : "unexpected"}`)}
          </Alert>
        )}
        {isUndo && <UndoProgress file={file} />}
        <FileProgress file={file} isChecking={isChecking} />
        {isChecking && <p className="text-muted">{t("checking")}</p>}
        {undoableUntil && (
          <p className="text-muted">
            {t("undoUntil", { until: formatDateTime(undoableUntil, locale) })}
          </p>
        )}
        {!isChecking && <Counts file={file} />}
      </div>
    </Card>
  );
}

function FileProgress({ file, isChecking }: { file: ImportDetails; isChecking: boolean }) {
  const t = useTranslations("imports");
  const { rowsDone: rows, check, bytesDone, fileBytes, state } = file;
  return (
    <ProgressBar
      label={t(isChecking ? "checkProgress" : "progress")}
      value={Math.floor((bytesDone / Math.max(fileBytes, 1)) * 100)}
      valueLabel={
        check && !isChecking
          ? t("progressRowsOf", { rows, total: check.rows })
          : t("progressRows", { rows })
      }
      tone={state === "finished" ? "success" : "accent"}
    />
  );
}

function Counts({ file }: { file: ImportDetails }) {
  const t = useTranslations("imports");
  const locale = useLocale();
  return (
    <StatGrid>
      {(["inserted", "updated", "unchanged", "rejected"] as const).map((name) => (
        <Stat key={name} label={t(`counts.${name}`)} value={formatNumber(file[name], locale)} />
      ))}
    </StatGrid>
  );
}
