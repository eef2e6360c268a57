"use client";

import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";

/** Asks the server for the page again at intervals while something is under way and the page is looked at. */
export function AutoRefresh({ everyMs = 2000, isActive }: { everyMs?: number; isActive: boolean }) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  useEffect(() => {
    // Asking again before the answer is shown would drop that answer: a slow server's pages would never change.
    if (!isActive || isPending) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") start(() => router.refresh());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isActive, isPending, router]);
  return null;
}
