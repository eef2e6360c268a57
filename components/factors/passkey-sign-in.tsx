"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { goTo } from "@/components/sign-in/go-to";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { passkeySignInAction, startPasskeySignInAction } from "@/lib/passkeys/actions";
import { askPasskey } from "./passkey-browser";

/** Signs in with a passkey alone. */
export function PasskeySignIn({ next }: { next: string }) {
  const t = useTranslations("factors.passkeys");
  const ui = useTranslations("ui");
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);

  async function signIn() {
    const texts = { unsupported: t("unsupported"), cancelled: t("cancelled") };
    const asked = await askPasskey(() => startPasskeySignInAction({}), texts);
    if (!asked.ok) return setMessage(asked.message);
    const result = await passkeySignInAction({ answer: { ...asked.data }, next });
    if (result.ok) goTo(result.data.href);
    else setMessage(result.message);
  }

  return (
    <div className="flex flex-col gap-3 border-line border-t pt-4">
      <FormError message={message} />
      <Button
        icon={<KeyRound />}
        isPending={isPending}
        onPress={() => {
          setPending(true);
          setMessage(null);
          void signIn()
            .catch(() => setMessage(ui("networkError")))
            .finally(() => setPending(false));
        }}
      >
        {t("signIn")}
      </Button>
    </div>
  );
}
