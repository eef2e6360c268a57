"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import { updateSendingSettingsAction } from "@/lib/sending-settings/actions";
import { clockText, halfHours } from "@/lib/sending-settings/rules";
import {
  bounceChoices,
  complaintChoices,
  type SendingSettings,
  sendingSettingsSchema,
} from "@/lib/sending-settings/schema";

export function SendingSettingsForm({ settings }: { settings: SendingSettings }) {
  const t = useTranslations("sendingSettings");
  const text = (value: number | null) => (value === null ? "" : String(value));
  const clock = (value: number | null) => (value === null ? "" : clockText(value));
  const form = useActionForm({
    schema: sendingSettingsSchema,
    action: updateSendingSettingsAction,
    defaultValues: {
      tracks: settings.tracks,
      quietFrom: clock(settings.quietFrom),
      quietUntil: clock(settings.quietUntil),
      mostBounces: text(settings.mostBounces),
      mostComplaints: text(settings.mostComplaints),
    },
    successMessage: t("saved"),
  });
  const times = halfHours.map((time) => ({ value: time, label: time }));
  const rates = (choices: readonly number[]) =>
    choices.map((value) => ({
      value: String(value),
      label: t("percent", { percent: value / 10 }),
    }));
  return (
    <ActionForm form={form}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("quietFrom")}
          placeholder={t("noQuiet")}
          options={times}
          {...form.field("quietFrom")}
        />
        <Select
          label={t("quietUntil")}
          placeholder={t("noQuiet")}
          options={times}
          {...form.field("quietUntil")}
        />
      </div>
      <p className="text-muted text-xs">{t("quietHint")}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("mostBounces")}
          placeholder={t("never")}
          options={rates(bounceChoices)}
          {...form.field("mostBounces")}
        />
        <Select
          label={t("mostComplaints")}
          placeholder={t("never")}
          options={rates(complaintChoices)}
          {...form.field("mostComplaints")}
        />
      </div>
      <p className="text-muted text-xs">{t("stopHint")}</p>
      <Checkbox label={t("tracks")} description={t("tracksHint")} {...form.checkbox("tracks")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
