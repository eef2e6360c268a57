import { NotebookPen, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/ui/badge";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Tone } from "@/components/ui/tone";
import { paths } from "@/lib/paths";
import { deleteSignupFormAction } from "@/lib/signup-forms/actions";
import type { SignupForm } from "@/lib/signup-forms/queries";
import type { SignupFormState } from "@/lib/signup-forms/rules";

type SignupFormListProps = {
  forms: SignupForm[];
  /** What holds for all of the customer's forms. */
  intake: SignupFormState;
  canWrite: boolean;
  newForm: ReactNode;
};

const tones: Record<SignupFormState, Tone> = {
  open: "success",
  closed: "neutral",
  full: "warning",
};

export function SignupFormList({ forms, intake, canWrite, newForm }: SignupFormListProps) {
  const t = useTranslations("signupForms");
  const columns: Column<SignupForm>[] = [
    {
      id: "name",
      header: t("name"),
      isRowHeader: true,
      render: ({ id, name }) => <TextLink href={paths.signupForm(id)}>{name}</TextLink>,
    },
    {
      id: "state",
      header: t("state"),
      render: ({ isActive }) => {
        const state = isActive ? intake : "closed";
        return <StatusBadge tone={tones[state]}>{t(`states.${state}`)}</StatusBadge>;
      },
    },
    {
      id: "submitted",
      header: t("submitted"),
      align: "end",
      hideBelow: "sm",
      render: ({ submittedCount }) => t("count", { count: submittedCount }),
    },
    {
      id: "confirmed",
      header: t("confirmed"),
      align: "end",
      render: ({ confirmedCount }) => t("count", { count: confirmedCount }),
    },
    {
      id: "link",
      header: t("link"),
      hideBelow: "md",
      render: ({ id }) => (
        <TextLink href={paths.publicForm(id)} isExternal>
          {t("openLink")}
        </TextLink>
      ),
    },
  ];
  if (canWrite) {
    columns.push({
      id: "actions",
      header: t("actions"),
      isHeaderHidden: true,
      align: "end",
      render: (form) => <DeleteForm form={form} />,
    });
  }
  const empty = (
    <EmptyState
      icon={<NotebookPen />}
      title={t("emptyTitle")}
      description={t("emptyDescription")}
      action={newForm}
    />
  );
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={forms}
      getRowId={({ id }) => id}
      empty={empty}
    />
  );
}

function DeleteForm({ form: { id, name } }: { form: SignupForm }) {
  const t = useTranslations("signupForms");
  return (
    <ConfirmDialog
      trigger={<IconButton aria-label={t("delete", { name })} icon={<Trash2 />} size="sm" />}
      title={t("deleteTitle")}
      confirmLabel={t("deleteConfirm")}
      successMessage={t("deleted")}
      action={deleteSignupFormAction.bind(null, { id })}
    >
      {t("deleteBody", { name })}
    </ConfirmDialog>
  );
}
