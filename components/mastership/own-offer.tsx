import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatDateTime } from "@/lib/format";
import {
  acceptMastershipAction,
  declineMastershipAction,
  withdrawMastershipAction,
} from "@/lib/mastership/actions";
import type { MastershipOffer } from "@/lib/mastership/queries";

type Props = { offer: MastershipOffer; isGiver: boolean };

/** An open offer of mastership, with what the reader may do about it. */
export function OwnOffer({ offer, isGiver }: Props) {
  const t = useTranslations("mastership");
  const { fromName, toName } = offer;
  const until = formatDateTime(offer.expiresAt);
  const text = isGiver ? t("given", { toName, until }) : t("received", { fromName, until });
  return (
    <Card title={t("title")}>
      <div className="flex flex-col gap-4">
        <p>{text}</p>
        <div className="flex flex-wrap gap-2">
          {isGiver ? (
            <Step step="withdraw" offer={offer} />
          ) : (
            <>
              <Step step="accept" offer={offer} />
              <Step step="decline" offer={offer} />
            </>
          )}
        </div>
      </div>
    </Card>
  );
}

const actions = {
  accept: acceptMastershipAction,
  decline: declineMastershipAction,
  withdraw: withdrawMastershipAction,
};

function Step({ step, offer }: { step: keyof typeof actions; offer: MastershipOffer }) {
  const t = useTranslations("mastership");
  const { fromName, toName } = offer;
  return (
    <ConfirmDialog
      trigger={<Button variant={step === "accept" ? "primary" : "secondary"}>{t(step)}</Button>}
      title={t(`${step}Title`)}
      confirmLabel={t(step)}
      tone="accent"
      action={actions[step].bind(null, { offerId: offer.id })}
      successMessage={t(`${step}Done`)}
    >
      {t(`${step}Body`, { fromName, toName })}
    </ConfirmDialog>
  );
}
