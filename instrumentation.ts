/** A process with wrong settings does not start, rather than fail at its first request; each request leaves a line. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE) return;
  const { env } = await import("@/lib/env");
  env();
  const { startAccessLog } = await import("@/lib/access-log");
  startAccessLog();
}
