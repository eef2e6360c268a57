"use client";

import { Ban, CirclePause, CirclePlay, RotateCcw, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { canDo, type DeliveryState } from "@/lib/deliveries/rules";
import { paths } from "@/lib/paths";
import {
  cancelDeliveryAction,
  pauseDeliveryAction,
  resumeDeliveryAction,
  retryUnknownAction,
  unscheduleDeliveryAction,
} from "@/lib/scheduling/actions";

type Verb = "unschedule" | "pause" | "resume" | "cancel" | "retry";
type Step = {
  verb: Verb;
  icon: ReactNode;
  tone: "danger" | "accent";
  action: (input: { id: string }) => Promise<ActionResult<unknown>>;
};

const steps: Step[] = [
  { verb: "unschedule", icon: <Undo2 />, tone: "accent", action: unscheduleDeliveryAction },
  { verb: "pause", icon: <CirclePause />, tone: "accent", action: pauseDeliveryAction },
  { verb: "resume", icon: <CirclePlay />, tone: "accent", action: resumeDeliveryAction },
  { verb: "retry", icon: <RotateCcw />, tone: "accent", action: retryUnknownAction },
  { verb: "cancel", icon: <Ban />, tone: "danger", action: cancelDeliveryAction },
];

type Props = { id: string; state: DeliveryState; queued: number; unknown: number };

/** What may be done with a delivery that has left its draft, each asked for once more. */
export function DeliveryActions({ id, state, queued, unknown }: Props) {
  const t = useTranslations("deliveries");
  const offered = steps.filter(
    ({ verb }) => canDo(state, verb) && (verb !== "retry" || unknown > 0),
  );
  return offered.map(({ verb, icon, tone, action }) => (
    <ConfirmDialog
      key={verb}
      trigger={<Button icon={icon}>{t(`verbs.${verb}.button`)}</Button>}
      title={t(`verbs.${verb}.title`)}
      confirmLabel={t(`verbs.${verb}.confirm`)}
      successMessage={t(`verbs.${verb}.done`)}
      tone={tone}
      action={() => action({ id })}
      {...(verb === "unschedule" ? { successHref: paths.deliveryEdit(id) } : {})}
    >
      {t(`verbs.${verb}.body`, { queued, unknown })}
    </ConfirmDialog>
  ));
}
