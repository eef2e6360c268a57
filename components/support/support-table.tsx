import { LifeBuoy } from "lucide-react";
import { useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { Tabs } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import type { SupportRow } from "@/lib/support/queries";
import { supportTones } from "@/lib/support/rules";
import type { SupportFilter, SupportState } from "@/lib/support/schema";
import type { DeskRow } from "@/lib/support-desk/queries";

export function SupportStateBadge({ state }: { state: SupportState }) {
  const t = useTranslations("support.show");
  return <StatusBadge tone={supportTones[state]}>{t(state)}</StatusBadge>;
}

/** A list's address in one state, from a place on. */
export const supportHref = (base: string, state: string, after?: string | null): string =>
  `${base}?${new URLSearchParams({ state, ...(after ? { after } : {}) })}`;

export function SupportTabs({ base, state }: { base: string; state: SupportFilter["state"] }) {
  const t = useTranslations("support");
  return (
    <Tabs
      label={t("state")}
      items={(["all", "open", "answered", "closed"] as const).map((name) => ({
        href: supportHref(base, name),
        label: t(`show.${name}`),
        isCurrent: name === state,
      }))}
    />
  );
}

type SupportTableProps = { rows: (SupportRow | DeskRow)[]; isFiltered: boolean };

/** Requests, newest first; with their customers' names where there are several. */
export function SupportTable({ rows, isFiltered }: SupportTableProps) {
  const t = useTranslations("support");
  const href = (row: SupportRow | DeskRow) =>
    "tenantId" in row
      ? paths.operatorSupportRequest(row.tenantId, row.id)
      : paths.supportRequest(row.id);
  return (
    <Table
      caption={t("title")}
      rows={rows}
      getRowId={({ id }) => id}
      empty={
        <EmptyState
          icon={<LifeBuoy />}
          title={t("emptyTitle")}
          description={t(isFiltered ? "emptyFiltered" : "emptyText")}
        />
      }
      columns={[
        {
          id: "state",
          header: t("state"),
          width: "8rem",
          render: ({ state }) => <SupportStateBadge state={state} />,
        },
        {
          id: "subject",
          header: t("subject"),
          isRowHeader: true,
          render: (row) => <TextLink href={href(row)}>{row.subject}</TextLink>,
        },
        {
          id: "category",
          header: t("category"),
          hideBelow: "md",
          render: ({ category }) => t(`categories.${category}`),
        },
        {
          id: "by",
          header: t("askedBy"),
          render: (row) => ("tenantName" in row ? row.tenantName : row.askedByName),
        },
        {
          id: "createdAt",
          header: t("createdAt"),
          render: ({ createdAt }) => <DateTime value={createdAt} />,
        },
      ]}
    />
  );
}
