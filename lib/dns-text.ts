import { Resolver } from "node:dns/promises";
import { env } from "@/lib/env";

const missing = new Set(["ENOTFOUND", "ENODATA", "NXDOMAIN"]);

/** The texts (TXT records) at a name in the DNS, none when there is no such name. Throws when no DNS server answers. */
export async function readDnsTexts(name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const servers = env().DNS_SERVERS;
  if (servers.length > 0) resolver.setServers(servers);
  try {
    const records = await resolver.resolveTxt(name);
    return records.map((parts) => parts.join("").trim());
  } catch (error) {
    if (error instanceof Error && "code" in error && missing.has(String(error.code))) return [];
    throw error;
  }
}
