import { AsyncLocalStorage } from "node:async_hooks";
import pino from "pino";

type LogFields = {
  requestId?: string;
  tenantId?: string;
  userId?: string;
  task?: string;
  jobId?: string;
};

const fields = new AsyncLocalStorage<LogFields>();

/** ISO 8601 with the offset of Japan Standard Time, to the millisecond. */
export function jstTimestamp(date = new Date()): string {
  return `${new Date(date.getTime() + 9 * 3_600_000).toISOString().slice(0, -1)}+09:00`;
}

export const log = pino({
  level: process.env.LOG_LEVEL ?? "info",
  base: { surface: process.env.ECAI_SURFACE ?? "worker", pid: process.pid },
  timestamp: () => `,"time":"${jstTimestamp()}"`,
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => fields.getStore() ?? {},
  redact: {
    paths: ["password", "token", "code", "secret", "*.password", "*.token", "*.code", "*.secret"],
    censor: "[masked]",
  },
});

/** Runs `work` with fields that every log line inside it carries. */
export function withLogFields<T>(added: LogFields, work: () => T): T {
  return fields.run({ ...fields.getStore(), ...added }, work);
}

/** The id of the request that is being answered here, or that queued the job that runs here. */
export const currentRequestId = (): string | undefined => fields.getStore()?.requestId;
