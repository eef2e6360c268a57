import { hostname } from "node:os";
import { applyReadings, pruneAlarms, tellAlarms } from "@/lib/alarms/mutations";
import { readCertificateDays } from "@/lib/certificates/queries";
import { readClock } from "@/lib/clock/queries";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { pruneSamples, recordSamples, rollUpSamples } from "@/lib/metrics/mutations";
import { measureService, measureTables, readLatest } from "@/lib/metrics/queries";
import type { Sample } from "@/lib/metrics/rules";

/** Measures the service as a whole, then opens, closes and tells alarms. */
export async function watchService(): Promise<void> {
  await recordSamples(await measureService());
  await applyReadings(await readLatest());
  await tellAlarms();
}

/** Sizes, roll-ups and the certificate: what changes slowly. */
export async function watchSlowly(): Promise<void> {
  await recordSamples([...(await measureTables()), ...(await measureCertificate())]);
  await rollUpSamples();
  await pruneSamples();
  await pruneAlarms();
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

/** Compares this machine's clock with the configured source; a source that keeps silent is no reading. */
export async function watchClock(): Promise<void> {
  try {
    const { offsetMs } = await readClock(env().NTP_SOURCE);
    const value = Math.abs(offsetMs) / 1000;
    await recordSamples([{ metric: "clock_offset", host: hostname(), value }]);
  } catch (error) {
    log.warn({ err: error, source: env().NTP_SOURCE }, "the clock could not be compared");
  }
}
