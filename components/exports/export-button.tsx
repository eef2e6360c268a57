"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose } from "@/components/ui/dialog";
import { LinkButton } from "@/components/ui/link-button";
import { addressListHref } from "@/lib/addresses/rules";
import { paths } from "@/lib/paths";

type ExportMenuProps = {
  /** The list's filter as it stands in the URL; the file holds the same addresses. */
  filter?: Parameters<typeof addressListHref>[0];
};

/** Offers the list as a CSV file in the encoding the reader chooses. */
export function ExportMenu({ filter = {} }: ExportMenuProps) {
  const t = useTranslations("exports");
  const ui = useTranslations("ui");
  const options = [
    { encoding: "utf-8-bom", label: t("utf8"), hint: t("utf8Hint") },
    { encoding: "cp932", label: t("cp932"), hint: t("cp932Hint") },
  ];
  return (
    <Dialog
      trigger={<Button icon={<Download />}>{t("export")}</Button>}
      title={t("title")}
      description={t("description")}
    >
      <ul className="flex flex-col gap-3">
        {options.map(({ encoding, label, hint }) => (
          <li key={encoding} className="flex flex-wrap items-center justify-between gap-3">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{label}</span>
              <span className="block text-muted text-xs">{hint}</span>
            </span>
            <LinkButton href={exportHref(filter, encoding)} icon={<Download />} isFile>
              {t("download", { encoding: label })}
            </LinkButton>
          </li>
        ))}
      </ul>
      <DialogActions>
        <DialogClose>{ui("close")}</DialogClose>
      </DialogActions>
    </Dialog>
  );
}

function exportHref(filter: NonNullable<ExportMenuProps["filter"]>, encoding: string): string {
  const [, filters = ""] = addressListHref(filter).split("?");
  return `${paths.addressExport}?${new URLSearchParams({ encoding })}&${filters}`;
}
