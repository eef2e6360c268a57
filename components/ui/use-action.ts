"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import type { ActionResult } from "./action-result";
import { withProof } from "./proof-gate";

/** Calls a server action that has no form of its own and says why it failed. */
export function useAction<Input, Data>(
  action: (input: Input) => Promise<ActionResult<Data>>,
  onSuccess: (data: Data) => void,
) {
  const ui = useTranslations("ui");
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();

  function run(input: Input) {
    setMessage(null);
    startTransition(async () => {
      const result = await withProof(() => action(input)).catch(() => null);
      if (result?.ok) onSuccess(result.data);
      else setMessage(result?.message ?? ui("networkError"));
    });
  }

  return { run, isPending, message };
}
