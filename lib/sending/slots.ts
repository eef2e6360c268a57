import { log } from "@/lib/log";

/** Runs up to `size` tasks at once; a task that fails is logged, its work stays in the database. */
export function createSlots(initialSize: number) {
  let size = initialSize;
  let busy = 0;
  let waiting: (() => void)[] = [];
  const changed = () => {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  };
  return {
    free: () => size - busy,
    size: () => size,
    /** From now on; tasks that run go on to their end. */
    resize(wanted: number): void {
      size = wanted;
      changed();
    },
    run(task: () => Promise<void>): void {
      busy += 1;
      task()
        .catch((error) => log.error({ err: error }, "sending task failed"))
        .finally(() => {
          busy -= 1;
          changed();
        });
    },
    async untilFree(count: number): Promise<void> {
      while (size - busy < Math.min(count, size))
        await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

/** Runs a task as soon as fewer than `most` of them run. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** Tasks begin in the order of their calls; `most` may change meanwhile. */
export function createLimit(most: () => number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  const startWaiting = () => {
    while (waiting.length > 0 && running < most()) {
      running += 1;
      waiting.shift()?.();
    }
  };
  return async (task) => {
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    startWaiting();
    await turn;
    try {
      return await task();
    } finally {
      running -= 1;
      startWaiting();
    }
  };
}
