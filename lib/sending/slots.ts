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
