import { isFailure } from "./action-result";

type Waiting = { resolve: (isProven: boolean) => void };

let waiting: Waiting | null = null;
const listeners = new Set<() => void>();

function publish(next: Waiting | null) {
  waiting = next;
  for (const listener of listeners) listener();
}

/** The question whether it is really the person who is signed in; a dialog somewhere in the page shows and answers it. */
export const proofGate = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isAsking: () => waiting !== null,
  isAskingOnServer: () => false,
  answer: (isProven: boolean) => {
    waiting?.resolve(isProven);
    publish(null);
  },
};

function askForProof(): Promise<boolean> {
  if (listeners.size === 0) return Promise.resolve(false);
  waiting?.resolve(false);
  return new Promise((resolve) => publish({ resolve }));
}

/** Calls a server action; where it wants a fresh proof first, asks for it and then calls again with the same input. */
export async function withProof<T>(call: () => Promise<T>): Promise<T> {
  const result = await call();
  if (!isFailure(result) || result.code !== "proof_needed") return result;
  return (await askForProof()) ? call() : result;
}
