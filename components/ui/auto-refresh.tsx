"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Asks the server for the page again at intervals while something is under way and the page is looked at. */
export function AutoRefresh({ everyMs = 2000, isActive }: { everyMs?: number; isActive: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (!isActive) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isActive, router]);
  return null;
}
