"use client";

import { useRef, useState, useTransition } from "react";
import { previewGroupAction } from "@/lib/groups/actions";
import type { GroupPreview } from "@/lib/groups/queries";
import { type Expression, expressionSchema } from "@/lib/groups/schema";

const pauseMs = 400;

/** Counts an expression a moment after its last change; an unfinished one has no count. */
export function useGroupPreview(initial: GroupPreview | null) {
  const [preview, setPreview] = useState(initial);
  const [isCounting, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(0);

  function count(expression: Expression) {
    const turn = ++latest.current;
    clearTimeout(timer.current);
    if (!expressionSchema.safeParse(expression).success) {
      setPreview(null);
      return;
    }
    timer.current = setTimeout(() => {
      startTransition(async () => {
        const result = await previewGroupAction({ expression }).catch(() => null);
        if (turn === latest.current) setPreview(result?.ok ? result.data : null);
      });
    }, pauseMs);
  }

  return { preview, isCounting, count };
}
