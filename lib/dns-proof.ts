import { Resolver } from "node:dns/promises";
import { env } from "@/lib/env";

/** The name in a domain's DNS at which it says whose it is. */
export const proofName = (domain: string): string => `_ecai-verification.${domain}`;

/** The TXT record that proves a domain. */
export const proofRecord = (proof: string): string => `ecai-verification=${proof}`;

const missing = new Set(["ENOTFOUND", "ENODATA", "NXDOMAIN"]);

/** Whether the domain's DNS holds the proof now. Throws when no DNS server answers. */
export async function hasDnsProof(domain: string, proof: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const servers = env().DNS_SERVERS;
  if (servers.length > 0) resolver.setServers(servers);
  try {
    const records = await resolver.resolveTxt(proofName(domain));
    return records.some((parts) => parts.join("").trim() === proofRecord(proof));
  } catch (error) {
    if (error instanceof Error && "code" in error && missing.has(String(error.code))) return false;
    throw error;
  }
}
