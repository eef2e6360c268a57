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

type Holder = typeof globalThis & { ecaiKeepErrorLine?: (line: string) => void };

/** Has every line of the level `error`, as it is written, also given to `keep`. */
export function keepErrorLines(keep: (line: string) => void): void {
  // A build may hold this file several times.
  (globalThis as Holder).ecaiKeepErrorLine = keep;
}

/** An error's message without the values that a statement was given, which may be a customer's data. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\nparams: ")[0] ?? "";
}

/** What was asked of the database is told without its values. */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, stack } = pino.stdSerializers.err(error);
  const { code, digest } = error as Error & { code?: unknown; digest?: unknown };
  const frames = stack.split("\n").filter((line) => /^(\s+at |caused by: )/.test(line));
  const text = errorText(error);
  return { type, message: text, code, digest, stack: [`${type}: ${text}`, ...frames].join("\n") };
}

const streams = pino.multistream([
  { level: "trace", stream: pino.destination(1) },
  {
    level: "error",
    stream: { write: (line: string) => (globalThis as Holder).ecaiKeepErrorLine?.(line) },
  },
]);

export const log = pino(
  {
    level: process.env.LOG_LEVEL ?? "info",
    base: { surface: process.env.ECAI_SURFACE ?? "worker", pid: process.pid },
    timestamp: () => `,"time":"${jstTimestamp()}"`,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => fields.getStore() ?? {},
    serializers: { err: errorFields },
    redact: {
      paths: ["password", "token", "code", "secret", "*.password", "*.token", "*.code", "*.secret"],
      censor: "[masked]",
    },
  },
  streams,
);

/** Runs `work` with fields that every log line inside it carries. */
export function withLogFields<T>(added: LogFields, work: () => T): T {
  return fields.run({ ...fields.getStore(), ...added }, work);
}

/** The id of the request that is being answered here, or that queued the job that runs here. */
export const currentRequestId = (): string | undefined => fields.getStore()?.requestId;
