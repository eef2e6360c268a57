import { Download, FileArchive } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { type Column, Table } from "@/components/ui/table";
import type { Tone } from "@/components/ui/tone";
import type { EvidencePack } from "@/lib/evidence/queries";
import { expiryOf } from "@/lib/evidence/rules";
import { formatBytes } from "@/lib/format";
import { paths } from "@/lib/paths";

const tones: Record<EvidencePack["state"], Tone> = {
  queued: "info",
  running: "info",
  ready: "success",
  failed: "danger",
};

export function PackTable({ packs }: { packs: EvidencePack[] }) {
  const t = useTranslations("evidence");
  return (
    <Table
      caption={t("packs")}
      rows={packs}
      getRowId={({ id }) => id}
      columns={useColumns()}
      empty={
        <EmptyState icon={<FileArchive />} title={t("emptyTitle")} description={t("emptyText")} />
      }
    />
  );
}

function useColumns(): Column<EvidencePack>[] {
  const t = useTranslations("evidence");
  const locale = useLocale();
  return [
    {
      id: "createdAt",
      header: t("createdAt"),
      isRowHeader: true,
      render: ({ createdAt }) => <DateTime value={createdAt} />,
    },
    { id: "state", header: t("state"), render: (pack) => <PackState pack={pack} /> },
    {
      id: "requestedBy",
      header: t("requestedBy"),
      hideBelow: "md",
      render: ({ requestedBy }) => requestedBy,
    },
    {
      id: "bytes",
      header: t("size"),
      align: "end",
      hideBelow: "md",
      render: ({ bytes }) => (bytes === null ? "" : formatBytes(bytes, locale)),
    },
    {
      id: "expiresAt",
      header: t("expiresAt"),
      hideBelow: "lg",
      render: ({ createdAt }) => <DateTime value={expiryOf(createdAt)} />,
    },
    {
      id: "download",
      header: t("file"),
      render: ({ id, state }) =>
        state === "ready" && (
          <LinkButton href={paths.evidenceDownload(id)} size="sm" icon={<Download />} isFile>
            {t("download")}
          </LinkButton>
        ),
    },
  ];
}

function PackState({ pack }: { pack: EvidencePack }) {
  const t = useTranslations("evidence");
  const { state, sectionsDone, sections } = pack;
  if (state === "running")
    return (
      <ProgressBar
        label={t("states.running")}
        value={Math.floor((sectionsDone / sections) * 100)}
        valueLabel={t("progress", { done: sectionsDone, all: sections })}
      />
    );
  return (
    <StatusBadge tone={tones[state]} isBusy={state === "queued"}>
      {t(`states.${state}`)}
    </StatusBadge>
  );
}
