import { hostname } from "node:os";
import { controlDb } from "@/db/client";
import { serviceErrors } from "@/db/schema/records";
import { keepErrorLines, log } from "@/lib/log";
import { readErrorLine } from "./rules";

const windowMs = 10_000;
/** A process in trouble says the same thing over and over: the rest is in its log only. */
const mostPerWindow = 50;

let window = { start: 0, kept: 0 };

/** From now on what this process logs as an error is kept where staff can look for it. */
export function startKeepingErrors(): void {
  keepErrorLines((line) => void keepErrorLine(line));
}

/** Keeps one line of the log; never throws and never logs an error itself, which would come back here. */
export async function keepErrorLine(line: string, now = Date.now()): Promise<void> {
  if (now - window.start > windowMs) window = { start: now, kept: 0 };
  if (window.kept >= mostPerWindow) return;
  window.kept += 1;
  const error = readErrorLine(line);
  if (!error) return;
  try {
    await controlDb()
      .insert(serviceErrors)
      .values({ ...error, host: hostname() });
  } catch (failure) {
    log.warn({ err: failure }, "an error was not kept");
  }
}
