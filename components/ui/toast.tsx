"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { cx } from "./cx";
import { IconButton } from "./icon-button";
import { dismissToast, type ToastEntry, toastStore } from "./toast-queue";
import { textTone } from "./tone";
import { toneIcon } from "./tone-icon";

/** Where toasts appear; once per page, in the root layout. */
export function ToastRegion() {
  const entries = useSyncExternalStore(
    toastStore.subscribe,
    toastStore.read,
    toastStore.readOnServer,
  );
  const t = useTranslations("ui");
  return (
    <section
      aria-label={t("notifications")}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 bottom-4 z-60 flex flex-col items-end gap-2 sm:left-auto sm:w-90"
    >
      {entries.map((entry) => (
        <ToastCard key={entry.id} entry={entry} />
      ))}
    </section>
  );
}

function ToastCard({ entry }: { entry: ToastEntry }) {
  const t = useTranslations("ui");
  const tone = entry.tone ?? "neutral";
  return (
    <div className="pointer-events-auto flex w-full items-start gap-2.5 rounded-lg border border-line bg-surface py-2 pr-2 pl-3 shadow-float">
      <span aria-hidden className={cx("mt-1.5 [&_svg]:size-4", textTone[tone])}>
        {toneIcon(tone)}
      </span>
      <div className="min-w-0 flex-1 py-1">
        <p className="font-medium">{entry.title}</p>
        {entry.description && <p className="text-muted text-xs">{entry.description}</p>}
      </div>
      <IconButton
        size="sm"
        aria-label={t("close")}
        icon={<X />}
        onPress={() => dismissToast(entry.id)}
      />
    </div>
  );
}
