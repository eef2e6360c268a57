"use client";

import { useRef, useState, useTransition } from "react";
import { countGroupAction, previewGroupAction } from "@/lib/group-counts/actions";
import type { GroupCount, GroupPreview } from "@/lib/group-counts/queries";
import { type Expression, expressionSchema } from "@/lib/groups/schema";

const pauseMs = 400;

type Shown = { preview: GroupPreview | null; exact: Promise<GroupCount | null> | null };

/** Counts an expression a moment after its last change; an unfinished one has no count, an estimate is followed up. */
export function useGroupPreview(initial: Shown) {
  const [shown, setShown] = useState(initial);
  const [isCounting, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(0);

  function count(expression: Expression) {
    const turn = ++latest.current;
    clearTimeout(timer.current);
    if (!expressionSchema.safeParse(expression).success) {
      setShown({ preview: null, exact: null });
      return;
    }
    timer.current = setTimeout(() => {
      startTransition(async () => {
        const result = await previewGroupAction({ expression }).catch(() => null);
        if (turn !== latest.current) return;
        const preview = result?.ok ? result.data : null;
        setShown({ preview, exact: preview?.isEstimate ? exactCount(expression) : null });
      });
    }, pauseMs);
  }

  return { ...shown, isCounting, count };
}

async function exactCount(expression: Expression): Promise<GroupCount | null> {
  const result = await countGroupAction({ expression }).catch(() => null);
  return result?.ok ? result.data : null;
}
