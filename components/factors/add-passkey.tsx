"use client";

import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { addPasskeyAction, startRegistrationAction } from "@/lib/passkeys/actions";
import { newPasskeySchema } from "@/lib/passkeys/schema";
import { makePasskey } from "./passkey-browser";
import { RecoveryCodeList } from "./recovery-code-list";

/** Adds a passkey of the browser's device; the first one brings recovery codes. */
export function AddPasskey({ next }: { next?: string }) {
  const t = useTranslations("factors.passkeys");
  const router = useRouter();
  const [codes, setCodes] = useState<string[] | null>(null);
  const texts = { unsupported: t("unsupported"), cancelled: t("cancelled") };
  const finish = () => {
    setCodes(null);
    if (next) window.location.assign(next);
    else router.refresh();
  };
  const form = useActionForm({
    schema: newPasskeySchema,
    action: async ({ name }: { name: string }) => {
      const made = await makePasskey(() => startRegistrationAction({}), texts);
      return made.ok ? addPasskeyAction({ name, answer: { ...made.data } }) : made;
    },
    defaultValues: { name: "" },
    successMessage: t("added"),
    onSuccess: ({ recoveryCodes }) => {
      form.form.reset();
      if (recoveryCodes) setCodes(recoveryCodes);
      else finish();
    },
  });
  if (codes) return <RecoveryCodeList codes={codes} onDone={finish} />;
  return (
    <ActionForm form={form}>
      <TextField
        label={t("name")}
        placeholder={t("namePlaceholder")}
        maxLength={60}
        isRequired
        {...form.field("name")}
      />
      <FormActions>
        <Button type="submit" icon={<KeyRound />} isPending={form.isPending}>
          {t("add")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
