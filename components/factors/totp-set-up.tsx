"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { CodeInput } from "@/components/ui/code-input";
import { FormError } from "@/components/ui/form-error";
import { withProof } from "@/components/ui/proof-gate";
import { useActionForm } from "@/components/ui/use-action-form";
import { totpCodeSchema } from "@/lib/factors/schema";
import { RecoveryCodeList } from "./recovery-code-list";

type Secret = { secret: string; qr: string };
type Props = {
  start: (input: Record<string, never>) => Promise<ActionResult<Secret>>;
  finish: (input: { code: string }) => Promise<ActionResult<{ recoveryCodes: string[] | null }>>;
  onDone: () => void;
  doneLabel?: string;
};

/** Sets up an authenticator app: secret, first code, recovery codes. */
export function TotpSetUp({ start, finish, onDone, doneLabel }: Props) {
  const t = useTranslations("factors.totp");
  const ui = useTranslations("ui");
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();

  const begin = () =>
    startTransition(async () => {
      const result = await withProof(() => start({})).catch(() => null);
      if (result?.ok) setSecret(result.data);
      setMessage(result?.ok ? null : (result?.message ?? ui("networkError")));
    });

  if (codes)
    return <RecoveryCodeList codes={codes} onDone={onDone} {...(doneLabel ? { doneLabel } : {})} />;
  if (secret)
    return (
      <CodeForm
        secret={secret}
        finish={finish}
        onFinish={(fresh) => (fresh ? setCodes(fresh) : onDone())}
      />
    );
  return (
    <div className="flex flex-col items-start gap-3">
      <FormError message={message} />
      <Button variant="primary" isPending={isPending} onPress={begin}>
        {t("start")}
      </Button>
    </div>
  );
}

type CodeFormProps = Pick<Props, "finish"> & {
  secret: Secret;
  onFinish: (recoveryCodes: string[] | null) => void;
};

function CodeForm({ secret, finish, onFinish }: CodeFormProps) {
  const t = useTranslations("factors.totp");
  const form = useActionForm({
    schema: totpCodeSchema,
    action: finish,
    defaultValues: { code: "" },
    successMessage: t("added"),
    onSuccess: ({ recoveryCodes }) => onFinish(recoveryCodes),
  });
  return (
    <ActionForm form={form}>
      <p>{t("scan")}</p>
      {/* biome-ignore lint/performance/noImgElement: a picture in the page itself, which nothing could load better */}
      <img
        src={secret.qr}
        alt={t("qr")}
        width={200}
        height={200}
        className="rounded-lg border border-line bg-white"
      />
      <p className="text-muted">
        {t("manual")}
        <code className="mt-1 block break-all text-ink">
          {secret.secret.replace(/(.{4})(?=.)/g, "$1 ")}
        </code>
      </p>
      <CodeInput label={t("code")} isRequired {...form.field("code")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("finish")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
