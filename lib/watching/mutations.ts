import { hostname } from "node:os";
import { applyReadings } from "@/lib/alarms/mutations";
import { readCertificateDays } from "@/lib/certificates/queries";
import { readClock } from "@/lib/clock/queries";
import { env } from "@/lib/env";
import { readReadiness } from "@/lib/health/queries";
import { log } from "@/lib/log";
import { recordSamples, rollUpSamples } from "@/lib/metrics/mutations";
import { measureService, measureTables, readLatest } from "@/lib/metrics/queries";
import type { Sample } from "@/lib/metrics/rules";
import { drainOutbox } from "@/lib/outbox-sending/mutations";

const workerSilenceSeconds = 120;

/** Measures the service as a whole, then opens and closes alarms. */
export async function watchService(): Promise<void> {
  await recordSamples(await measureService());
  await applyReadings(await readLatest());
}

/**
 * For a process that is no worker: without any worker nothing is measured, so nobody would tell of it. Opens that alarm
 * and sends it itself.
 */
export async function watchWorkers(): Promise<void> {
  const { workers } = await readReadiness(workerSilenceSeconds);
  if (workers > 0) return;
  await applyReadings([{ metric: "workers", host: "", value: 0 }]);
  await drainOutbox();
}

/** Sizes, roll-ups and the certificate: what changes slowly. */
export async function watchSlowly(): Promise<void> {
  await recordSamples([...(await measureTables()), ...(await measureCertificate())]);
  await rollUpSamples();
}

async function measureCertificate(): Promise<Sample[]> {
  try {
    const value = await readCertificateDays(env().ECAI_URL);
    return value === null ? [] : [{ metric: "certificate_days", host: "", value }];
  } catch (error) {
    log.warn({ err: error }, "the certificate could not be read");
    return [];
  }
}

let isClockKnown = true;

/** Compares this machine's clock with the configured source; a source that keeps silent is no reading and told once. */
export async function watchClock(): Promise<void> {
  const source = env().NTP_SOURCE;
  try {
    const { offsetMs } = await readClock(source);
    const value = Math.abs(offsetMs) / 1000;
    await recordSamples([{ metric: "clock_offset", host: hostname(), value }]);
    if (!isClockKnown) log.info({ source }, "the clock is compared again");
    isClockKnown = true;
  } catch (error) {
    if (isClockKnown) log.warn({ err: error, source }, "the clock cannot be compared");
    isClockKnown = false;
  }
}
