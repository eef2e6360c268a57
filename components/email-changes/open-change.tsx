import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { withdrawEmailChangeAction } from "@/lib/email-changes/actions";
import type { EmailChange } from "@/lib/email-changes/queries";

/** The change that waits for both addresses, and the way to withdraw it. */
export function OpenChange({ change }: { change: EmailChange }) {
  const t = useTranslations("accountEmail");
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        columns={2}
        items={[
          {
            term: t("oldSide"),
            value: <Side email={change.oldEmail} isConfirmed={change.oldConfirmedAt !== null} />,
          },
          {
            term: t("newSide"),
            value: <Side email={change.newEmail} isConfirmed={change.newConfirmedAt !== null} />,
          },
          { term: t("until"), value: <DateTime value={change.expiresAt} /> },
        ]}
      />
      <div>
        <ConfirmDialog
          trigger={<Button>{t("withdraw")}</Button>}
          title={t("withdrawTitle")}
          confirmLabel={t("withdraw")}
          action={withdrawEmailChangeAction.bind(null, {})}
          successMessage={t("withdrawn")}
        >
          {t("withdrawBody")}
        </ConfirmDialog>
      </div>
    </div>
  );
}

function Side({ email, isConfirmed }: { email: string; isConfirmed: boolean }) {
  const t = useTranslations("accountEmail");
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span className="min-w-0 break-all">{email}</span>
      <Badge tone={isConfirmed ? "success" : "neutral"}>
        {isConfirmed ? t("confirmed") : t("waiting")}
      </Badge>
    </span>
  );
}
