/**
 * A process with wrong settings does not start, rather than fail at its first request; and it believes nobody's word for
 * where they come from.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE) return;
  const { env } = await import("@/lib/env");
  const { settleClientAddresses } = await import("@/lib/peer-address");
  settleClientAddresses(env().TRUSTED_PROXIES);
}
