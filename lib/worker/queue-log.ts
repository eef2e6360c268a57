import { Logger } from "graphile-worker";
import { log } from "@/lib/log";

const levels = { error: "error", warning: "warn", info: "debug", debug: "trace" } as const;

const errorIn = (meta: unknown) =>
  typeof meta === "object" && meta !== null && "error" in meta ? meta.error : undefined;

/** Writes what the job queue reports into the service's own log; payloads stay out of it. */
export const queueLog = new Logger((scope) => (level, message, meta) => {
  const fields = { queue: scope.label, task: scope.taskIdentifier, jobId: scope.jobId };
  log[levels[level]]({ ...fields, err: errorIn(meta) }, message);
});
