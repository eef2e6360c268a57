"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState, useTransition } from "react";
import type { ActionResult } from "@/components/ui/action-result";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { requestCodeAction, requestLinkAction } from "@/lib/applications/actions";

type SendAgainProps = {
  /** A link of the application this browser holds or `token` names, or a code. */
  kind: "link" | "code";
  token?: string;
  secondsLeft: number;
  label: string;
  doneText: string;
};

const coolDownSeconds = 60;

/** Asks for another mail, at most once a minute. */
export function SendAgain({ kind, token, secondsLeft, label, doneText }: SendAgainProps) {
  const t = useTranslations("applications");
  const ui = useTranslations("ui");
  const [left, restart] = useCountdown(secondsLeft);
  const [result, setResult] = useState<ActionResult<unknown> | null>(null);
  const [isPending, startTransition] = useTransition();

  function send() {
    startTransition(async () => {
      const sent =
        kind === "code" ? requestCodeAction({}) : requestLinkAction({ token: token ?? null });
      const answer = await sent.catch(() => ({ ok: false as const, message: ui("networkError") }));
      setResult(answer);
      if (answer.ok) restart(coolDownSeconds);
    });
  }

  return (
    <div className="flex flex-col items-start gap-2">
      {result && (
        <Alert tone={result.ok ? "success" : "danger"}>
          {result.ok ? doneText : result.message}
        </Alert>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button onPress={send} isPending={isPending} isDisabled={left > 0}>
          {label}
        </Button>
        {left > 0 && <span className="text-muted text-xs">{t("coolDown", { seconds: left })}</span>}
      </div>
    </div>
  );
}

function useCountdown(seconds: number): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(seconds);
  const isRunning = left > 0;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return [left, setLeft];
}
