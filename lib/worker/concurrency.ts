import type { Runner } from "graphile-worker";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { findSetting } from "@/lib/service-settings/queries";

const everyMs = 5_000;

export type Concurrency = {
  current: () => number;
  /** Calls `change` soon after an operator has set another number. */
  follow: (change: (concurrency: number) => Promise<void>) => () => void;
};

/** Jobs and batches at a time: what the operator has set, else the process's own setting. */
export async function readConcurrency(): Promise<Concurrency> {
  const read = async () =>
    (await findSetting("worker_concurrency"))?.concurrency ?? env().WORKER_CONCURRENCY;
  let concurrency = await read();
  return {
    current: () => concurrency,
    follow(change) {
      const look = async () => {
        const wanted = await read();
        if (wanted === concurrency) return;
        log.info({ from: concurrency, to: wanted }, "concurrency changed");
        concurrency = wanted;
        await change(wanted);
      };
      const timer = setInterval(
        () => look().catch((error) => log.error({ err: error }, "concurrency not read")),
        everyMs,
      );
      return () => clearInterval(timer);
    },
  };
}

type Start = (concurrency: number) => Promise<Runner>;

/** A job runner that can be given another size: a new one takes over before the old one finishes what it has begun. */
export async function startResizableRunner(start: Start, concurrency: number) {
  let current = await start(concurrency);
  let isStopping = false;
  const { promise: ended, resolve, reject } = promiseWithResolvers();
  const watch = (runner: Runner) => {
    const end = () => isStopping || runner === current;
    runner.promise.then(
      () => end() && resolve(),
      (error) => (end() ? reject(error) : log.error({ err: error }, "old job runner failed")),
    );
  };
  watch(current);
  return {
    ended,
    async resize(wanted: number): Promise<void> {
      const old = current;
      current = await start(wanted);
      watch(current);
      await old.stop();
    },
    async stop(): Promise<void> {
      isStopping = true;
      await current.stop();
    },
  };
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function promiseWithResolvers() {
  let resolve = () => {};
  let reject = (_error: unknown) => {};
  const promise = new Promise<void>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}
