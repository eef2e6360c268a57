"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { Dialog, useDialogClose } from "@/components/ui/dialog";
import { Table } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { removePasskeyAction, renamePasskeyAction } from "@/lib/passkeys/actions";
import type { PasskeySummary } from "@/lib/passkeys/queries";
import { renamePasskeySchema } from "@/lib/passkeys/schema";

export function PasskeyTable({ passkeys }: { passkeys: PasskeySummary[] }) {
  const t = useTranslations("factors.passkeys");
  return (
    <Table
      caption={t("title")}
      rows={passkeys}
      getRowId={({ id }) => id}
      empty={<p className="p-4 text-muted">{t("empty")}</p>}
      columns={[
        {
          id: "name",
          header: t("name"),
          isRowHeader: true,
          render: ({ name, isBackedUp }) => (
            <span className="inline-flex flex-wrap items-center gap-2">
              {name}
              {isBackedUp && <Badge>{t("synced")}</Badge>}
            </span>
          ),
        },
        {
          id: "createdAt",
          header: t("createdAt"),
          hideBelow: "md",
          render: ({ createdAt }) => <DateTime value={createdAt} />,
        },
        {
          id: "lastUsedAt",
          header: t("lastUsedAt"),
          render: ({ lastUsedAt }) => (lastUsedAt ? <DateTime value={lastUsedAt} /> : t("never")),
        },
        {
          id: "actions",
          header: t("actions"),
          isHeaderHidden: true,
          align: "end",
          render: (passkey) => <PasskeyActions passkey={passkey} />,
        },
      ]}
    />
  );
}

function PasskeyActions({ passkey: { id, name } }: { passkey: PasskeySummary }) {
  const t = useTranslations("factors.passkeys");
  return (
    <span className="inline-flex flex-wrap justify-end gap-2">
      <Dialog trigger={<Button size="sm">{t("rename")}</Button>} title={t("rename")} size="sm">
        <RenameForm id={id} name={name} />
      </Dialog>
      <ConfirmDialog
        trigger={<Button size="sm">{t("remove")}</Button>}
        title={t("removeTitle", { name })}
        confirmLabel={t("remove")}
        action={() => removePasskeyAction({ id })}
        successMessage={t("removed")}
      >
        {t("removeBody")}
      </ConfirmDialog>
    </span>
  );
}

function RenameForm({ id, name }: { id: string; name: string }) {
  const t = useTranslations("factors.passkeys");
  const router = useRouter();
  const close = useDialogClose();
  const form = useActionForm({
    schema: renamePasskeySchema,
    action: renamePasskeyAction,
    defaultValues: { id, name },
    successMessage: t("renamed"),
    onSuccess: () => {
      close();
      router.refresh();
    },
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("name")} maxLength={60} isRequired {...form.field("name")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("rename")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
