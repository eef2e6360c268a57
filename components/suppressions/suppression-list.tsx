import { MailX } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Tone } from "@/components/ui/tone";
import { paths } from "@/lib/paths";
import { releaseSuppressionAction } from "@/lib/suppressions/actions";
import type { SuppressionSummary } from "@/lib/suppressions/queries";
import { isReleasable, type SuppressionReason } from "@/lib/suppressions/rules";
import { UnsubscribeReason } from "./unsubscribe-reason";

const tones: Record<SuppressionReason, Tone> = {
  unsubscribed: "neutral",
  bounced: "warning",
  complained: "danger",
  manual: "neutral",
};

type SuppressionListProps = { suppressions: SuppressionSummary[]; canWrite: boolean };

export function SuppressionList({ suppressions, canWrite }: SuppressionListProps) {
  const t = useTranslations("suppressions");
  const columns: Column<SuppressionSummary>[] = [
    {
      id: "email",
      header: t("email"),
      isRowHeader: true,
      render: ({ email, addressId }) =>
        addressId ? <TextLink href={paths.address(addressId)}>{email}</TextLink> : email,
    },
    {
      id: "reason",
      header: t("reason"),
      render: ({ reason, cause, comment }) => (
        <>
          <StatusBadge tone={tones[reason]}>{t(`reasons.${reason}`)}</StatusBadge>
          <UnsubscribeReason cause={cause} comment={comment} />
        </>
      ),
    },
    {
      id: "since",
      header: t("since"),
      render: ({ createdAt }) => <DateTime value={createdAt} />,
    },
  ];
  if (canWrite) {
    columns.push({
      id: "actions",
      header: t("actions"),
      isHeaderHidden: true,
      align: "end",
      render: (row) => isReleasable(row.reason) && <ReleaseSuppression email={row.email} />,
    });
  }
  const empty = (
    <EmptyState icon={<MailX />} title={t("emptyTitle")} description={t("emptyDescription")} />
  );
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={suppressions}
      getRowId={(row) => row.email}
      empty={empty}
    />
  );
}

function ReleaseSuppression({ email }: { email: string }) {
  const t = useTranslations("suppressions");
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={t("releaseOf", { email })}>
          {t("release")}
        </Button>
      }
      title={t("releaseTitle")}
      confirmLabel={t("release")}
      tone="accent"
      successMessage={t("released")}
      action={releaseSuppressionAction.bind(null, { email })}
    >
      {t("releaseBody", { email })}
    </ConfirmDialog>
  );
}
