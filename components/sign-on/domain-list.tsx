import { Globe, SearchCheck, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyText } from "@/components/ui/copy-text";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { Table } from "@/components/ui/table";
import { deleteDomainAction } from "@/lib/sign-on-domains/actions";
import type { DomainSummary } from "@/lib/sign-on-domains/queries";
import { ProveDomain } from "./prove-domain";

export function DomainList({ domains }: { domains: DomainSummary[] }) {
  const t = useTranslations("signOn.domains");
  return (
    <Table
      caption={t("title")}
      rows={domains}
      getRowId={({ id }) => id}
      empty={
        <EmptyState icon={<Globe />} title={t("emptyTitle")} description={t("emptyDescription")} />
      }
      columns={[
        { id: "domain", header: t("domain"), isRowHeader: true, render: ({ domain }) => domain },
        {
          id: "state",
          header: t("state"),
          render: ({ capturedAt }) => (
            <StatusBadge tone={capturedAt ? "success" : "warning"}>
              {capturedAt ? t("proven") : t("unproven")}
            </StatusBadge>
          ),
        },
        { id: "record", header: t("record"), render: (domain) => <Record domain={domain} /> },
        {
          id: "actions",
          header: t("actions"),
          isHeaderHidden: true,
          align: "end",
          render: (domain) => <DomainActions domain={domain} />,
        },
      ]}
    />
  );
}

function Record({ domain }: { domain: DomainSummary }) {
  const t = useTranslations("signOn.domains");
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <CopyText label={t("recordName")} text={domain.recordName} />
      <CopyText label={t("recordValue")} text={domain.recordValue} />
    </span>
  );
}

function DomainActions({ domain }: { domain: DomainSummary }) {
  const t = useTranslations("signOn.domains");
  const name = domain.domain;
  return (
    <span className="flex justify-end gap-1">
      <ProveDomain id={domain.id} label={t("prove", { name })} icon={<SearchCheck />} />
      <ConfirmDialog
        trigger={<IconButton aria-label={t("delete", { name })} icon={<Trash2 />} size="sm" />}
        title={t("deleteTitle")}
        confirmLabel={t("deleteConfirm")}
        successMessage={t("deleted")}
        action={deleteDomainAction.bind(null, { id: domain.id })}
      >
        {t("deleteBody", { name })}
      </ConfirmDialog>
    </span>
  );
}
