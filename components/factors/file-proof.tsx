"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { goTo } from "@/components/sign-in/go-to";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { FactorMethods } from "@/lib/second-step/queries";
import { OwnProof } from "./own-proof";

/** Asks who is there before a file is handed over, then fetches it. */
export function FileProof({ methods, next }: { methods: FactorMethods; next: string }) {
  const t = useTranslations("factors.proof");
  const [isDone, setDone] = useState(false);
  if (isDone) {
    return (
      <div className="flex flex-col gap-4">
        <Alert tone="success">{t("done")}</Alert>
        <div>
          <Button onPress={() => window.history.back()}>{t("back")}</Button>
        </div>
      </div>
    );
  }
  return (
    <OwnProof
      methods={methods}
      onDone={() => {
        setDone(true);
        goTo(next);
      }}
    />
  );
}
