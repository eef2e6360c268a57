import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { AddressDetail } from "@/lib/addresses/queries";
import { formatDateTime } from "@/lib/format";
import { createSuppressionsAction, releaseSuppressionAction } from "@/lib/suppressions/actions";
import { isReleasable } from "@/lib/suppressions/rules";
import { AddressStateBadge } from "./address-state-badge";

type AddressSuppressionProps = { address: AddressDetail; canWrite: boolean };

/** Whether the address may be mailed, and the switch for it. */
export function AddressSuppression({ address, canWrite }: AddressSuppressionProps) {
  const t = useTranslations("addresses");
  const locale = useLocale();
  const { state, suppressedAt } = address;
  return (
    <Card title={t("suppression")}>
      <div className="flex flex-col items-start gap-3">
        <AddressStateBadge state={state} />
        <p className="text-muted">
          {suppressedAt
            ? t("suppressionStopped", { since: formatDateTime(suppressedAt, locale) })
            : t("suppressionActive")}
        </p>
        {state !== "active" && !isReleasable(state) && (
          <p className="text-muted">{t("notReleasable")}</p>
        )}
        {canWrite && <Switcher address={address} />}
      </div>
    </Card>
  );
}

function Switcher({ address: { email, state } }: { address: AddressDetail }) {
  const t = useTranslations("addresses");
  if (state === "active") {
    return (
      <ConfirmDialog
        trigger={<Button size="sm">{t("stop")}</Button>}
        title={t("stopTitle")}
        confirmLabel={t("stop")}
        successMessage={t("stopped")}
        action={createSuppressionsAction.bind(null, { emails: email })}
      >
        {t("stopBody", { email })}
      </ConfirmDialog>
    );
  }
  if (!isReleasable(state)) return null;
  return (
    <ConfirmDialog
      trigger={<Button size="sm">{t("release")}</Button>}
      title={t("releaseTitle")}
      confirmLabel={t("release")}
      tone="accent"
      successMessage={t("released")}
      action={releaseSuppressionAction.bind(null, { email })}
    >
      {t("releaseBody", { email })}
    </ConfirmDialog>
  );
}
