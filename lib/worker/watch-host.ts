import { hostname } from "node:os";
import { createHostReader } from "@/lib/hosts/queries";
import { log } from "@/lib/log";
import { recordSamples } from "@/lib/metrics/mutations";
import type { MetricName } from "@/lib/metrics/rules";
import { takeAccepted } from "@/lib/sending/rate";
import { watchClock } from "@/lib/watching/mutations";

const everyMs = 30_000;
const clockEveryMs = 600_000;

/** Measures the machine this process runs on for as long as it runs; returns what ends it. */
export function watchHost(folder: string): () => void {
  const read = createHostReader(folder);
  const measure = async () => {
    const use = Object.entries(await read());
    await recordSamples([
      ...use.map(([metric, value]) => ({ metric: metric as MetricName, host: hostname(), value })),
      { metric: "mails_sent", host: hostname(), value: takeAccepted() * (60_000 / everyMs) },
    ]);
  };
  const logged = (work: () => Promise<void>) => () =>
    work().catch((error) => log.error({ err: error }, "the machine was not measured"));
  const timers = [
    setInterval(logged(measure), everyMs),
    setInterval(logged(watchClock), clockEveryMs),
  ];
  void logged(measure)();
  void logged(watchClock)();
  return () => timers.forEach(clearInterval);
}
