import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { ProgressBar } from "@/components/ui/progress-bar";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { KeptAddress } from "@/lib/import-undos/queries";
import type { ImportDetails } from "@/lib/imports/queries";
import { paths } from "@/lib/paths";

type UndoFile = Pick<ImportDetails, "state" | "inserted" | "updated" | "undoDone" | "undoKept">;

/** How far an undo is, or what it did. */
export function UndoProgress({ file }: { file: UndoFile }) {
  const t = useTranslations("imports");
  const { undoDone: done, undoKept: kept } = file;
  const total = file.inserted + file.updated;
  if (file.state === "undone")
    return (
      <Alert tone={kept > 0 ? "warning" : "success"} title={t("undoneTitle")}>
        {kept > 0 ? t("undoneKept", { done, kept }) : t("undoneAll", { done })}
      </Alert>
    );
  return (
    <ProgressBar
      label={t("undoProgress")}
      value={Math.min(100, Math.floor((done / Math.max(total, 1)) * 100))}
      valueLabel={t("undoProgressRows", { done, total })}
    />
  );
}

/** What the undo left as it was, because it had been changed after the import. */
export function KeptTable({ rows, total }: { rows: KeptAddress[]; total: number }) {
  const t = useTranslations("imports");
  const say = (what: string) => {
    const [kind, ...rest] = what.split(":");
    if (kind === "attribute") return t("keptWhat.attribute", { key: rest.join(":") });
    const known = (["address", "name", "tags", "consent", "gone"] as const).find(
      (one) => one === kind,
    );
    return known ? t(`keptWhat.${known}`) : what;
  };
  const columns: Column<KeptAddress>[] = [
    {
      id: "email",
      header: t("keptColumns.email"),
      isRowHeader: true,
      render: ({ id, email }) =>
        email ? (
          <span className="break-all">
            <TextLink href={paths.address(id)}>{email}</TextLink>
          </span>
        ) : (
          t("keptGone")
        ),
    },
    {
      id: "kept",
      header: t("keptColumns.kept"),
      render: ({ kept }) => (kept ?? []).map(say).join(" / "),
    },
  ];
  return (
    <Card
      title={t("keptTitle")}
      isFlush
      {...(total > rows.length ? { footer: t("keptMore", { shown: rows.length, total }) } : {})}
    >
      <Table caption={t("keptTitle")} columns={columns} rows={rows} getRowId={({ id }) => id} />
    </Card>
  );
}
