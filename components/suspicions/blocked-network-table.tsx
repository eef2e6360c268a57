import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { unblockNetworkAction } from "@/lib/suspicions/actions";
import type { BlockedNetwork } from "@/lib/suspicions/queries";
import type { SuspicionKind } from "@/lib/suspicions/rules";

export function BlockedNetworkTable({ blocks }: { blocks: BlockedNetwork[] }) {
  const t = useTranslations("operatorSuspicions");
  const b = useTranslations("operatorSuspicions.blocks");
  return (
    <Table
      caption={b("caption")}
      rows={blocks}
      getRowId={({ network }) => network}
      empty={<EmptyState icon={<ShieldCheck />} title={b("empty")} isCompact />}
      columns={[
        {
          id: "network",
          header: t("network"),
          width: "14rem",
          isRowHeader: true,
          render: ({ network }) => <code className="break-all">{network}</code>,
        },
        {
          id: "reason",
          header: b("reason"),
          render: ({ source, reason }) =>
            source === "automatic" ? t(`kinds.${reason as SuspicionKind}`) : reason,
        },
        {
          id: "source",
          header: b("source"),
          hideBelow: "md",
          render: ({ source, createdBy }) =>
            createdBy ? b("by", { name: createdBy }) : b(`sources.${source}`),
        },
        {
          id: "until",
          header: b("until"),
          width: "10rem",
          render: ({ expiresAt }) => <DateTime value={expiresAt} />,
        },
        {
          id: "actions",
          header: b("actions"),
          isHeaderHidden: true,
          align: "end",
          render: ({ network }) => <LiftBlock network={network} />,
        },
      ]}
    />
  );
}

function LiftBlock({ network }: { network: string }) {
  const t = useTranslations("operatorSuspicions.blocks");
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={t("removeOf", { network })}>
          {t("remove")}
        </Button>
      }
      title={t("removeTitle")}
      confirmLabel={t("remove")}
      tone="accent"
      successMessage={t("removed")}
      action={unblockNetworkAction.bind(null, { network })}
    >
      {t("removeBody", { network })}
    </ConfirmDialog>
  );
}
