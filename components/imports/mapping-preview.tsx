"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { type Column, Table } from "@/components/ui/table";
import { TagChip } from "@/components/ui/tag-chip";
import { interpretRow, type RowOutcome, readReason } from "@/lib/import-rows/rules";
import type { ImportDetails } from "@/lib/imports/queries";
import { columnOf } from "@/lib/imports/rules";
import type { ColumnAttribute } from "./column-options";

type MappingPreviewProps = {
  file: Pick<ImportDetails, "headers" | "previewRows">;
  choices: readonly string[];
  attributes: readonly ColumnAttribute[];
  emptyCells: "keep" | "clear";
};

/** `typed` is the e-mail address as the file has it. */
type PreviewRow = { id: string; outcome: RowOutcome; typed: string };

/** The first rows of the file as the import would take them, by the same rule as the import itself. */
export function MappingPreview({ file, choices, attributes, emptyCells }: MappingPreviewProps) {
  const t = useTranslations("imports");
  const columns = file.headers.map((header, at) => columnOf(choices[at] ?? "ignore", header));
  const definitions = new Map(attributes.map((one) => [one.key, one]));
  const plan = { columns, definitions, emptyCells, consent: null };
  const emailAt = choices.indexOf("email");
  const rows = file.previewRows.map((cells, at) => ({
    id: String(at),
    outcome:
      emailAt === -1 ? { reason: "email_missing" } : interpretRow({ cells, problem: null }, plan),
    typed: cells[emailAt] ?? "",
  }));
  return (
    <Section title={t("preview")} description={t("previewDescription", { count: rows.length })}>
      <Table
        caption={t("preview")}
        columns={usePreviewColumns()}
        rows={rows}
        getRowId={(row) => row.id}
      />
    </Section>
  );
}

function usePreviewColumns(): Column<PreviewRow>[] {
  const t = useTranslations("imports");
  return [
    {
      id: "email",
      header: t("previewColumns.email"),
      isRowHeader: true,
      render: ({ outcome, typed }) => (
        <span className={outcome.row ? "" : "text-muted"}>
          {outcome.row?.email || typed || "―"}
        </span>
      ),
    },
    {
      id: "name",
      header: t("previewColumns.name"),
      render: ({ outcome }) => outcome.row?.name ?? "",
    },
    {
      id: "tags",
      header: t("previewColumns.tags"),
      render: ({ outcome }) => (
        <span className="flex flex-wrap gap-1">
          {outcome.row?.tags?.map((tag) => (
            <TagChip key={tag}>{tag}</TagChip>
          ))}
        </span>
      ),
    },
    {
      id: "attributes",
      header: t("previewColumns.attributes"),
      render: ({ outcome }) => (
        <Attributes values={Object.entries(outcome.row?.attributes ?? {})} />
      ),
    },
    {
      id: "problem",
      header: t("previewColumns.problem"),
      render: ({ outcome }) => <Outcome reason={outcome.reason} />,
    },
  ];
}

function Attributes({ values }: { values: [string, string | number | null][] }) {
  return (
    <dl className="flex flex-wrap gap-x-3">
      {values.map(([key, value]) => (
        <div key={key} className="flex gap-1">
          <dt className="text-muted">{key}</dt>
          <dd className="max-w-60 truncate">{String(value ?? "")}</dd>
        </div>
      ))}
    </dl>
  );
}

function Outcome({ reason }: { reason: string | undefined }) {
  const t = useTranslations("imports");
  if (reason === undefined) return <Badge tone="success">{t("previewOk")}</Badge>;
  const { code, column } = readReason(reason);
  return <span className="text-danger-text">{t(`reasons.${code}`, { column })}</span>;
}
