"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { updateDeliveryOptionsAction } from "@/lib/delivery-options/actions";
import type { DeliveryOptions } from "@/lib/delivery-options/schema";

type Props = { id: string; options: DeliveryOptions; isTrackingAllowed: boolean };

/** How the delivery is sent and followed; every change is saved at once. */
export function DeliveryOptionsCard({ id, options: initial, isTrackingAllowed }: Props) {
  const t = useTranslations("deliveryOptions");
  const { options, type, save, message, isPending } = useOptions(id, initial);
  return (
    <Card title={t("title")} description={t("description")}>
      <div className="flex flex-col gap-4" aria-busy={isPending}>
        {message && <Alert tone="danger">{message}</Alert>}
        <Checkbox
          label={t("tracks")}
          description={isTrackingAllowed ? t("tracksHint") : t("tracksOff")}
          isDisabled={!isTrackingAllowed}
          isSelected={options.tracks && isTrackingAllowed}
          onChange={(tracks) => save({ tracks })}
        />
        <Checkbox
          label={t("web")}
          description={t("webHint")}
          isSelected={options.hasWebVersion}
          onChange={(hasWebVersion) => save({ hasWebVersion })}
        />
        <Checkbox
          label={t("canary")}
          description={t("canaryHint")}
          isSelected={options.isCanary}
          onChange={(isCanary) => save({ isCanary })}
        />
        <TextField
          label={t("campaign")}
          description={t("campaignHint")}
          autoComplete="off"
          value={options.utmCampaign}
          onChange={(utmCampaign) => type({ utmCampaign })}
          onBlur={() => save({})}
        />
      </div>
    </Card>
  );
}

function useOptions(id: string, initial: DeliveryOptions) {
  const ui = useTranslations("ui");
  const [options, setOptions] = useState(initial);
  const [stored, setStored] = useState(initial);
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, start] = useTransition();
  const type = (part: Partial<DeliveryOptions>) => setOptions({ ...options, ...part });

  /** What could not be saved goes back to what is stored. */
  function save(part: Partial<DeliveryOptions>) {
    const next = { ...options, ...part };
    setOptions(next);
    if (JSON.stringify(next) === JSON.stringify(stored)) return;
    start(async () => {
      const result = await updateDeliveryOptionsAction({ ...next, id }).catch(() => null);
      setMessage(result?.ok ? null : (result?.message ?? ui("networkError")));
      if (result?.ok) setStored(next);
      else setOptions(stored);
    });
  }

  return { options, type, save, message, isPending };
}
