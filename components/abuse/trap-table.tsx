import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { removeTrapAction } from "@/lib/trap-addresses/actions";
import type { Trap } from "@/lib/trap-addresses/queries";
import { TrapForm } from "./trap-form";

export function AddTrap() {
  const t = useTranslations("operatorAbuse.traps");
  return (
    <Dialog trigger={<Button icon={<Plus />}>{t("add")}</Button>} title={t("addTitle")}>
      <TrapForm />
    </Dialog>
  );
}

/** The provider's own addresses that nobody may mail. */
export function TrapTable({ traps }: { traps: Trap[] }) {
  const t = useTranslations("operatorAbuse.traps");
  return (
    <Table
      caption={t("caption")}
      rows={traps}
      getRowId={({ email }) => email}
      empty={<EmptyState title={t("empty")} isCompact />}
      columns={[
        {
          id: "email",
          header: t("email"),
          isRowHeader: true,
          render: ({ email }) => <span className="break-all">{email}</span>,
        },
        { id: "note", header: t("note"), render: ({ note }) => note },
        {
          id: "createdBy",
          header: t("createdBy"),
          hideBelow: "md",
          render: ({ createdBy }) => createdBy,
        },
        {
          id: "actions",
          header: t("actions"),
          isHeaderHidden: true,
          align: "end",
          render: ({ email }) => <RemoveTrap email={email} />,
        },
      ]}
    />
  );
}

function RemoveTrap({ email }: { email: string }) {
  const t = useTranslations("operatorAbuse.traps");
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={t("removeOf", { email })}>
          {t("remove")}
        </Button>
      }
      title={t("removeTitle")}
      confirmLabel={t("remove")}
      successMessage={t("removed")}
      action={removeTrapAction.bind(null, { email })}
    >
      {t("removeText", { email })}
    </ConfirmDialog>
  );
}
