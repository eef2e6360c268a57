import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FactorText } from "@/components/users/user-table";
import { resetFactorsAction } from "@/lib/factors/actions";
import type { UserFactors } from "@/lib/factors/queries";

type Props = {
  user: { id: string; name: string };
  factors: UserFactors | undefined;
  canReset: boolean;
};

/** Which factors a user has; a master may take them away. */
export function UserFactorsCard({ user, factors, canReset }: Props) {
  const t = useTranslations("factors.users");
  return (
    <Card title={t("column")}>
      <div className="flex flex-col gap-3">
        <FactorText factors={factors} />
        {factors && canReset && (
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-muted">{t("resetHint")}</p>
            <ConfirmDialog
              trigger={<Button variant="danger">{t("reset")}</Button>}
              title={t("resetTitle", { name: user.name })}
              confirmLabel={t("reset")}
              action={resetFactorsAction.bind(null, { userId: user.id })}
              successMessage={t("resetDone")}
            >
              {t("resetBody")}
            </ConfirmDialog>
          </div>
        )}
      </div>
    </Card>
  );
}
