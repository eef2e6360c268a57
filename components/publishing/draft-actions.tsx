import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";
import { deleteNoticeAction, unscheduleNoticeAction } from "@/lib/publishing/actions";

/** Edit, take back from the plan, delete: for what is not published yet. */
export function DraftActions({ id, isScheduled }: { id: string; isScheduled: boolean }) {
  const t = useTranslations("operator-notices");
  return (
    <>
      {isScheduled && (
        <ConfirmDialog
          trigger={<Button>{t("unschedule")}</Button>}
          title={t("unschedule")}
          tone="accent"
          confirmLabel={t("unschedule")}
          action={unscheduleNoticeAction.bind(null, { id })}
        >
          {t("unscheduleBody")}
        </ConfirmDialog>
      )}
      <ConfirmDialog
        trigger={<Button>{t("delete")}</Button>}
        title={t("deleteTitle")}
        confirmLabel={t("delete")}
        successHref={paths.operatorNotices}
        action={deleteNoticeAction.bind(null, { id })}
      >
        {t("deleteBody")}
      </ConfirmDialog>
      <LinkButton href={paths.operatorNoticeEdit(id)} variant="primary">
        {t("edit")}
      </LinkButton>
    </>
  );
}
