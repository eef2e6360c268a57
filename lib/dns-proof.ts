import { readDnsTexts } from "@/lib/dns-text";

/** The name in a domain's DNS at which it says whose it is. */
export const proofName = (domain: string): string => `_ecai-verification.${domain}`;

/** The TXT record that proves a domain. */
export const proofRecord = (proof: string): string => `ecai-verification=${proof}`;

/** Whether the domain's DNS holds the proof now. Throws when no DNS server answers. */
export const hasDnsProof = async (domain: string, proof: string): Promise<boolean> =>
  (await readDnsTexts(proofName(domain))).includes(proofRecord(proof));
