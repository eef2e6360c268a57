"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { searchSignOnAction } from "@/lib/signing-on/actions";
import { SignInForm } from "./sign-in-form";
import { SignOnForm } from "./sign-on-form";

type Captured = { email: string; isRequired: boolean };

/** The password form; once an address of a domain with single sign-on is typed, the way to its provider instead. */
export function SignInChoice({ next }: { next: string }) {
  const t = useTranslations("signOn.signIn");
  const [captured, setCaptured] = useState<Captured | null>(null);
  const [wantsPassword, setWantsPassword] = useState(false);
  const asked = useRef("");

  async function look(email: string) {
    if (email === asked.current || !email.includes("@")) return;
    asked.current = email;
    const result = await searchSignOnAction({ email }).catch(() => null);
    if (asked.current !== email || !result?.ok) return;
    setWantsPassword(false);
    setCaptured(result.data.isCaptured ? { email, isRequired: result.data.isRequired } : null);
  }

  if (!captured || wantsPassword) return <SignInForm next={next} onEmail={look} />;
  return (
    <div className="flex flex-col gap-4">
      <Alert>{captured.isRequired ? t("required") : t("offered")}</Alert>
      <SignOnForm email={captured.email} next={next} />
      <div className="flex flex-wrap gap-2">
        <Button variant="ghost" onPress={() => setWantsPassword(true)}>
          {captured.isRequired ? t("masterPassword") : t("password")}
        </Button>
      </div>
    </div>
  );
}
