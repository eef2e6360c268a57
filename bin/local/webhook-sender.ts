import { setTimeout as sleep } from "node:timers/promises";

type Sent = { id: string; body: string };

export type WebhookSender = {
  /** Sends now or, while held, later; returns at once. */
  enqueue(id: string, body: string): void;
  hold(): void;
  release(): void;
  /** Sends everything once more, in another order. */
  replay(): void;
  close(): void;
};

type Options = {
  url: string;
  sign: (id: string, body: string) => Record<string, string>;
  concurrency?: number;
};

const retryDelays = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const remembered = 1_000;

/** Posts signed events as a provider does: at least once, with retries, in no promised order. */
export function createWebhookSender({ url, sign, concurrency = 8 }: Options): WebhookSender {
  const waiting: Sent[] = [];
  const history: Sent[] = [];
  const closed = new AbortController();
  let running = 0;
  let isHeld = false;

  const pump = () => {
    while (!isHeld && running < concurrency) {
      const next = waiting.shift();
      if (!next) return;
      running += 1;
      void deliver(next).finally(() => {
        running -= 1;
        pump();
      });
    }
  };

  const deliver = async (event: Sent, attempt = 0): Promise<void> => {
    if (closed.signal.aborted || (await post(event))) return;
    const delay = retryDelays[attempt];
    if (delay === undefined) return;
    void sleep(delay, undefined, { signal: closed.signal, ref: false })
      .then(() => deliver(event, attempt + 1))
      .catch(() => {});
  };

  const post = ({ id, body }: Sent) =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...sign(id, body) },
      body,
      redirect: "manual",
      signal: AbortSignal.any([closed.signal, AbortSignal.timeout(15_000)]),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );

  return {
    enqueue(id, body) {
      history.push({ id, body });
      if (history.length > remembered) history.shift();
      waiting.push({ id, body });
      pump();
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      pump();
    },
    replay() {
      waiting.push(...shuffled(history));
      pump();
    },
    close() {
      closed.abort();
      waiting.length = 0;
    },
  };
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

/** Test controls of a front: hold, release and replay the events it sends. */
export function controlSender(sender: WebhookSender, path: string): boolean {
  if (path === "/_local/hold") sender.hold();
  else if (path === "/_local/release") sender.release();
  else if (path === "/_local/replay") sender.replay();
  else return false;
  return true;
}
