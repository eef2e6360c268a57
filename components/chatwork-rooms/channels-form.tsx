"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { PasswordField } from "@/components/ui/password-field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { noticeLocales } from "@/db/values";
import { updateTenantChannelsAction } from "@/lib/chatwork-rooms/actions";
import { chatworkRoomSchema } from "@/lib/chatwork-rooms/schema";

type ChannelsFormProps = {
  channels: {
    locale: "ja" | "en";
    isChatworkOn: boolean;
    roomId: string;
    hasToken: boolean;
  };
};

/** Language of notices, and the environment's own Chatwork room. */
export function ChannelsForm({ channels }: ChannelsFormProps) {
  const t = useTranslations("chatworkRooms");
  const { locale, isChatworkOn, roomId, hasToken } = channels;
  const form = useActionForm({
    schema: chatworkRoomSchema,
    action: updateTenantChannelsAction,
    defaultValues: { locale, isChatworkOn, roomId, token: "" },
    successMessage: t("saved"),
    onSuccess: () => form.form.setValue("token", ""),
  });
  const isOn = form.form.watch("isChatworkOn");
  return (
    <ActionForm form={form}>
      <Select
        label={t("locale")}
        options={noticeLocales.map((value) => ({ value, label: t(`locales.${value}`) }))}
        {...form.field("locale")}
      />
      <Checkbox label={t("isOn")} description={t("isOnHint")} {...form.checkbox("isChatworkOn")} />
      {isOn && (
        <>
          <TextField
            label={t("roomId")}
            description={t("roomIdHint")}
            isRequired
            autoComplete="off"
            {...form.field("roomId")}
          />
          <PasswordField
            label={t("token")}
            description={hasToken ? t("tokenKept") : t("tokenHint")}
            isRequired={!hasToken}
            autoComplete="new-password"
            {...form.field("token")}
          />
        </>
      )}
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
