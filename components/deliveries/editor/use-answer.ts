"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { ActionResult } from "@/components/ui/action-result";

export type Answer<Output> = { data: Output; message: string | null; isPending: boolean };

/**
 * Asks the server again after each pause in changes of `input`; the last answer stays until the next is there. With
 * null as the initial answer it asks at once.
 */
export function useAnswer<Input, Output>(
  action: (input: Input) => Promise<ActionResult<Output>>,
  input: Input,
  initial: Output,
  pauseMs = 500,
): Answer<Output> {
  const ui = useTranslations("ui");
  const key = JSON.stringify(input);
  const answered = useRef(initial === null ? "" : key);
  const [answer, setAnswer] = useState<Answer<Output>>({
    data: initial,
    message: null,
    isPending: initial === null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the input
  useEffect(() => {
    if (answered.current === key) {
      setAnswer((before) => (before.isPending ? { ...before, isPending: false } : before));
      return;
    }
    let isCurrent = true;
    setAnswer((before) => ({ ...before, isPending: true }));
    const timer = setTimeout(async () => {
      const result = await action(input).catch(() => null);
      if (!isCurrent) return;
      answered.current = key;
      setAnswer((before) => ({
        data: result?.ok ? result.data : before.data,
        message: result?.ok ? null : (result?.message ?? ui("networkError")),
        isPending: false,
      }));
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [key]);
  return answer;
}
