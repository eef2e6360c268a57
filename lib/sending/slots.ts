import { log } from "@/lib/log";

/** Runs up to `size` tasks at once; a task that fails is logged, its work stays in the database. */
export function createSlots(size: number) {
  let busy = 0;
  let waiting: (() => void)[] = [];
  const changed = () => {
    const all = waiting;
    waiting = [];
    for (const resolve of all) resolve();
  };
  return {
    free: () => size - busy,
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
      while (size - busy < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
