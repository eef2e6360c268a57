import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { resendInvitationAction } from "@/lib/invitations/actions";
import { proposeMastershipAction } from "@/lib/mastership/actions";
import { paths } from "@/lib/paths";
import { deactivateUserAction, deleteUserAction, reactivateUserAction } from "@/lib/users/actions";
import type { UserDetail } from "@/lib/users/queries";

type Props = {
  user: Pick<UserDetail, "id" | "name" | "email" | "state">;
  /** The reader is the master and has offered mastership to nobody yet. */
  canOffer: boolean;
};
type Step = "resend" | "deactivate" | "reactivate" | "handOver" | "delete";

const done = {
  resend: "resent",
  deactivate: "deactivated",
  reactivate: "reactivated",
  handOver: "offered",
  delete: "deleted",
} as const satisfies Record<Step, string>;

const actions = {
  resend: resendInvitationAction,
  deactivate: deactivateUserAction,
  reactivate: reactivateUserAction,
  handOver: proposeMastershipAction,
  delete: deleteUserAction,
};

function stepsFor({ state }: Props["user"], canOffer: boolean): Step[] {
  if (state === "invited") return ["resend", "delete"];
  if (state === "deactivated") return ["reactivate", "delete"];
  return canOffer ? ["handOver", "deactivate", "delete"] : ["deactivate", "delete"];
}

/** What can be done with the account as a whole, in its present state. */
export function ManageUser({ user, canOffer }: Props) {
  const t = useTranslations("users.manage");
  return (
    <Card title={t("title")}>
      <ul className="flex flex-col divide-y divide-line">
        {stepsFor(user, canOffer).map((step) => (
          <ManageRow key={step} hint={t(`${step}Hint`)}>
            <ConfirmDialog
              trigger={
                <Button variant={step === "delete" ? "danger" : "secondary"}>{t(step)}</Button>
              }
              title={t(`${step}Title`, { name: user.name })}
              confirmLabel={t(step)}
              tone={step === "delete" || step === "deactivate" ? "danger" : "accent"}
              action={actions[step].bind(null, { userId: user.id })}
              successMessage={t(done[step])}
              {...(step === "delete" ? { successHref: paths.users } : {})}
            >
              {t(`${step}Body`, { name: user.name, email: user.email })}
            </ConfirmDialog>
          </ManageRow>
        ))}
      </ul>
    </Card>
  );
}

function ManageRow({ hint, children }: { hint: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <p className="text-muted">{hint}</p>
      {children}
    </li>
  );
}
