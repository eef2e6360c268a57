"use client";

import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { enterAction } from "@/lib/applications/actions";

/**
 * Tabs enter one after another (W3C Web Locks): one that asks while another's answer is on its way would find the
 * hand-over used and no session yet.
 */
const enterInTurn = () =>
  "locks" in navigator
    ? navigator.locks.request("ecai-enter", () => enterAction({}))
    : enterAction({});

/** Signs in the browser that registered and goes to the dashboard; the button is there if that fails. */
export function EnterWhenReady() {
  const t = useTranslations("applications.progress");
  const hasBegun = useRef(false);
  const [hasFailed, setHasFailed] = useState(false);

  const enter = useCallback(async () => {
    setHasFailed(false);
    const result = await enterInTurn().catch(() => null);
    if (result?.ok) window.location.assign(result.data.url);
    else setHasFailed(true);
  }, []);

  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    void enter();
  }, [enter]);

  if (hasFailed) {
    return (
      <Button variant="primary" onPress={() => void enter()}>
        {t("enter")}
      </Button>
    );
  }
  return (
    <p role="status" className="flex items-center gap-2 text-muted">
      <Spinner /> {t("entering")}
    </p>
  );
}
