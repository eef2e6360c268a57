import { log } from "@/lib/log";
import { discardDatabase } from "./client";

/** postgres.js wrote to a socket that a dying server had just closed; the query itself has been refused already. */
export const isLostSocket = (error: Error): boolean =>
  /nextWrite [^\n]*postgres/.test(error.stack ?? "");

/**
 * Lets the process outlive a database that dies: the driver's connection is of no use after such an error and would
 * keep the queries that it is given, so that all are made anew. Any other uncaught error ends the process as before.
 */
export function outliveLostSockets(): void {
  process.on("uncaughtException", (error) => {
    if (isLostSocket(error)) {
      log.warn({ err: error }, "connections to the database are made anew");
      return discardDatabase();
    }
    if (process.listenerCount("uncaughtException") > 1) return;
    log.fatal({ err: error }, "uncaught error");
    process.exit(1);
  });
}
