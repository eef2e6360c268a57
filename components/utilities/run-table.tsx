import { Download, Undo2, Wrench } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { type Column, Table } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import { formatBytes } from "@/lib/format";
import { paths } from "@/lib/paths";
import { undoUtilityAction } from "@/lib/utilities/actions";
import type { UtilityRun } from "@/lib/utilities/queries";
import { isFetchable, isUndoable } from "@/lib/utilities/rules";

const tones: Record<UtilityRun["state"], Tone> = {
  queued: "info",
  running: "info",
  finished: "success",
  failed: "danger",
  undoing: "info",
  undone: "neutral",
  withdrawn: "neutral",
};

/** What was run, how far it is, and the way back. */
export function RunTable({ runs }: { runs: UtilityRun[] }) {
  const t = useTranslations("utilities");
  return (
    <Table
      caption={t("runs")}
      rows={runs}
      getRowId={({ id }) => id}
      columns={useColumns()}
      empty={<EmptyState icon={<Wrench />} title={t("emptyTitle")} description={t("emptyText")} />}
    />
  );
}

function useColumns(): Column<UtilityRun>[] {
  const t = useTranslations("utilities");
  return [
    {
      id: "kind",
      header: t("kind"),
      isRowHeader: true,
      render: ({ kind }) => t(`tools.${kind}.title`),
    },
    { id: "state", header: t("state"), render: (run) => <RunState run={run} /> },
    { id: "result", header: t("result"), render: (run) => <Result run={run} /> },
    {
      id: "requestedBy",
      header: t("requestedBy"),
      hideBelow: "lg",
      render: ({ requestedBy }) => requestedBy,
    },
    {
      id: "createdAt",
      header: t("createdAt"),
      hideBelow: "md",
      render: ({ createdAt }) => <DateTime value={createdAt} />,
    },
    {
      id: "actions",
      header: t("actions"),
      isHeaderHidden: true,
      align: "end",
      render: (run) => <Actions run={run} />,
    },
  ];
}

function RunState({ run: { kind, state, done, total } }: { run: UtilityRun }) {
  const t = useTranslations("utilities");
  if (state === "running" && kind !== "export")
    return (
      <ProgressBar
        label={t("states.running")}
        value={total === 0 ? 0 : Math.min(100, Math.floor((done / total) * 100))}
        valueLabel={t("progress", { done, total })}
      />
    );
  const isBusy = state === "queued" || state === "running" || state === "undoing";
  return (
    <StatusBadge tone={tones[state]} isBusy={isBusy}>
      {t(`states.${state}`)}
    </StatusBadge>
  );
}

function Result({ run: { kind, state, changed, undone, bytes } }: { run: UtilityRun }) {
  const t = useTranslations("utilities");
  const locale = useLocale();
  if (kind === "export") return bytes === null ? null : formatBytes(bytes, locale);
  if (state !== "undone") return t("changed", { count: changed });
  return changed > undone
    ? t("undonePartly", { count: undone, kept: changed - undone })
    : t("undone", { count: undone });
}

function Actions({ run }: { run: UtilityRun }) {
  const t = useTranslations("utilities");
  if (isFetchable(run))
    return (
      <LinkButton href={paths.utilityDownload(run.id)} size="sm" icon={<Download />} isFile>
        {t("download")}
      </LinkButton>
    );
  if (!isUndoable(run)) return null;
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" icon={<Undo2 />}>
          {t("undo")}
        </Button>
      }
      title={t("undoTitle")}
      confirmLabel={t("undoConfirm")}
      tone="accent"
      successMessage={t("undoStarted")}
      action={undoUtilityAction.bind(null, { id: run.id })}
    >
      {t("undoBody", { count: run.changed })}
    </ConfirmDialog>
  );
}
