"use client";

import { useRouter } from "next/navigation";
import { finishTotpAction, startTotpAction } from "@/lib/factors/actions";
import { TotpSetUp } from "./totp-set-up";

/** A user sets up an authenticator app; `next` is where they go on to, else the page is shown anew. */
export function OwnTotp({ next }: { next?: string }) {
  const router = useRouter();
  return (
    <TotpSetUp
      start={startTotpAction}
      finish={finishTotpAction}
      onDone={() => (next ? window.location.assign(next) : router.refresh())}
    />
  );
}
