"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { FormActions } from "@/components/ui/action-form";
import type { ActionFailure, ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { CodeInput } from "@/components/ui/code-input";
import { FormError } from "@/components/ui/form-error";
import { PasswordField } from "@/components/ui/password-field";
import { TextField } from "@/components/ui/text-field";
import type { FactorMethods } from "@/lib/second-step/queries";

export type CodeProof = { method: "totp" | "recovery"; code: string };
type Way = "totp" | "recovery" | "passkey" | "password";

export type FactorChoiceProps<Data> = {
  methods: FactorMethods;
  proveByCode: (proof: CodeProof) => Promise<ActionResult<Data>>;
  proveByPasskey?: () => Promise<ActionResult<Data>>;
  /** For those who have no factor at all. */
  proveByPassword?: (password: string) => Promise<ActionResult<Data>>;
  onDone: (data: Data) => void;
};

function waysOf({ hasTotp, hasPasskey, hasRecovery }: FactorMethods): Way[] {
  const ways: Way[] = [];
  if (hasTotp) ways.push("totp");
  if (hasPasskey) ways.push("passkey");
  if (ways.length > 0 && hasRecovery) ways.push("recovery");
  return ways.length > 0 ? ways : ["password"];
}

/** Lets a person prove who they are by one of the ways they have. */
export function FactorChoice<Data>(props: FactorChoiceProps<Data>) {
  const t = useTranslations("factors.ways");
  const ways = waysOf(props.methods);
  const [chosen, setChosen] = useState<Way | null>(null);
  const way = chosen ?? ways[0] ?? "password";
  const others = ways.filter((other) => other !== way);
  const labels = { totp: t("useTotp"), recovery: t("useRecovery"), passkey: t("usePasskey") };
  return (
    <div className="flex flex-col gap-4">
      <WayForm key={way} way={way} {...props} />
      {others.length > 0 && (
        <div className="flex flex-wrap items-center gap-2 border-line border-t pt-3">
          <span className="text-muted text-xs">{t("other")}</span>
          {others.map((other) => (
            <Button key={other} size="sm" onPress={() => setChosen(other)}>
              {other === "password" ? t("password") : labels[other]}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

/** No transition: this may be answered while the action that asked for it is still under way. */
function useProving<Data>(onDone: (data: Data) => void) {
  const ui = useTranslations("ui");
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  async function run(prove: () => Promise<ActionResult<Data>>) {
    if (isPending) return;
    setPending(true);
    setFailure(null);
    const result = await prove().catch(
      (): ActionFailure => ({ ok: false, message: ui("networkError") }),
    );
    setPending(false);
    if (result.ok) onDone(result.data);
    else setFailure(result);
  }
  return { run, isPending, failure };
}

function WayForm<Data>({ way, ...props }: FactorChoiceProps<Data> & { way: Way }) {
  const t = useTranslations("factors.ways");
  const { run, isPending, failure } = useProving(props.onDone);
  const [typed, setTyped] = useState("");

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    const { proveByCode, proveByPasskey, proveByPassword } = props;
    if (way === "passkey" && proveByPasskey) void run(proveByPasskey);
    if (way === "password" && proveByPassword) void run(() => proveByPassword(typed));
    if (way === "totp" || way === "recovery")
      void run(() => proveByCode({ method: way, code: typed }));
  }

  const errors = failure?.fieldErrors;
  const field = {
    value: typed,
    onChange: setTyped,
    errorMessage: errors?.[way === "password" ? "password" : "code"]?.[0],
  };
  return (
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormError message={field.errorMessage ? null : failure?.message} />
      {way === "passkey" && <p className="text-muted">{t("passkeyHint")}</p>}
      {way === "totp" && <CodeInput label={t("totp")} description={t("totpHint")} {...field} />}
      {way === "recovery" && (
        <TextField
          label={t("recovery")}
          description={t("recoveryHint")}
          autoComplete="off"
          spellCheck={false}
          {...field}
        />
      )}
      {way === "password" && (
        <PasswordField label={t("password")} autoComplete="current-password" {...field} />
      )}
      <FormActions>
        <Button type="submit" variant="primary" isPending={isPending}>
          {way === "passkey" ? t("passkey") : t("submit")}
        </Button>
      </FormActions>
    </form>
  );
}
