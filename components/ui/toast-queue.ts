import type { Tone } from "./tone";

export type ToastContent = { tone?: Tone; title: string; description?: string };
export type ToastEntry = ToastContent & { id: number };

const shownMs = 6000;
const none: readonly ToastEntry[] = [];
let entries = none;
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly ToastEntry[]) {
  entries = next;
  for (const listener of listeners) listener();
}

/** Shows a short message at the edge of the screen for some seconds; call it in the browser. */
export function toast(content: ToastContent): void {
  lastId += 1;
  const id = lastId;
  publish([...entries.slice(-3), { ...content, id }]);
  setTimeout(() => dismissToast(id), shownMs);
}

export function dismissToast(id: number): void {
  publish(entries.filter((entry) => entry.id !== id));
}

export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: () => entries,
  readOnServer: () => none,
};
