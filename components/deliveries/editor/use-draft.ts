"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { updateDeliveryAction } from "@/lib/deliveries/actions";
import { updateDeliverySchema } from "@/lib/deliveries/schema";
import { fieldErrorsOf, zodErrorMap } from "@/lib/i18n/zod-errors";
import type { Draft } from "./draft";

export type SaveState =
  | { kind: "saved" }
  | { kind: "dirty" }
  | { kind: "saving" }
  | { kind: "invalid" }
  | { kind: "conflict"; message: string }
  | { kind: "failed"; message: string };

const pauseMs = 1_200;

/**
 * Keeps a draft and saves it by itself after each pause in typing, one call at a time. What could not be
 * saved stays on the screen, and the browser asks before it is left.
 */
export function useDraft(id: string, initial: Draft, initialVersion: string) {
  const t = useTranslations();
  const ui = useTranslations("ui");
  const [draft, setDraft] = useState(initial);
  const [save, setSave] = useState<SaveState>({ kind: "saved" });
  const latest = useRef(initial);
  const stored = useRef(JSON.stringify(initial));
  const version = useRef<string>(initialVersion);
  const running = useRef<Promise<boolean> | null>(null);
  const errors = errorsOf(draft);

  function errorsOf(candidate: Draft): Record<string, string[]> {
    const parsed = parse(candidate);
    return parsed.success ? {} : fieldErrorsOf(parsed.error, t);
  }

  function parse(candidate: Draft) {
    const input = { ...candidate, id, version: null };
    return updateDeliverySchema.safeParse(input, { error: zodErrorMap(t) });
  }

  function change(part: Partial<Draft>) {
    latest.current = { ...latest.current, ...part };
    setDraft(latest.current);
    setSave((before) => (before.kind === "conflict" ? before : { kind: "dirty" }));
  }

  /** Saves what is there now; true when everything typed is stored. `isForced` writes over another version. */
  async function saveNow(isForced = false): Promise<boolean> {
    // Several may wait here: the first to go on is what the others wait for next.
    while (running.current) await running.current;
    const snapshot = JSON.stringify(latest.current);
    if (snapshot === stored.current && !isForced) {
      setSave({ kind: "saved" });
      return true;
    }
    if (!parse(latest.current).success) {
      setSave({ kind: "invalid" });
      return false;
    }
    running.current = send(latest.current, snapshot, isForced);
    const isDone = await running.current;
    running.current = null;
    return isDone;
  }

  async function send(content: Draft, snapshot: string, isForced: boolean): Promise<boolean> {
    setSave({ kind: "saving" });
    const input = { ...content, id, version: isForced ? null : version.current };
    const result = await updateDeliveryAction(input).catch(() => null);
    if (!result?.ok) {
      const message = result?.message ?? ui("networkError");
      setSave({ kind: result?.fieldErrors?.version ? "conflict" : "failed", message });
      return false;
    }
    version.current = result.data.version;
    stored.current = snapshot;
    const isCurrent = JSON.stringify(latest.current) === snapshot;
    setSave({ kind: isCurrent ? "saved" : "dirty" });
    return isCurrent;
  }

  useAutosave(draft, save.kind, saveNow);
  useLeaveGuard(() => JSON.stringify(latest.current) !== stored.current, saveNow);

  return { draft, change, save, saveNow, errors, version: () => version.current };
}

export type DraftHandle = ReturnType<typeof useDraft>;

function useAutosave(draft: Draft, kind: SaveState["kind"], saveNow: () => Promise<boolean>) {
  const action = useRef(saveNow);
  action.current = saveNow;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the draft starts the pause anew
  useEffect(() => {
    if (kind !== "dirty") return;
    const timer = setTimeout(() => void action.current(), pauseMs);
    return () => clearTimeout(timer);
  }, [draft, kind]);
}

/** Asks before the window closes with unsaved text, and saves when another page of the console is opened. */
function useLeaveGuard(isDirty: () => boolean, saveNow: () => Promise<boolean>) {
  const guard = useRef({ isDirty, saveNow });
  guard.current = { isDirty, saveNow };
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (guard.current.isDirty()) event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("beforeunload", ask);
      if (guard.current.isDirty()) void guard.current.saveNow();
    };
  }, []);
}
