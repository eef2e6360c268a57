import type { ErasedCounts } from "@/db/schema/endings";
import { keyedHash } from "@/lib/tokens";

/** Rows erased in one transaction. */
export const eraseChunk = 10_000;

const kinds: Record<string, readonly string[]> = {
  addresses: ["addresses"],
  tags: ["tags", "address_tags"],
  groups: ["groups"],
  deliveries: ["deliveries"],
  recipients: ["recipients"],
  suppressions: ["suppressions"],
  users: ["users"],
  auditEntries: ["audit_entries"],
};

/** What was erased, by the kinds that a customer knows; the rest together. */
export function countsByKind(counts: ErasedCounts): { kind: string; count: number }[] {
  const sum = (names: readonly string[]) =>
    names.reduce((total, name) => total + (counts.tables[name] ?? 0), 0);
  const named = Object.entries(kinds).map(([kind, names]) => ({ kind, count: sum(names) }));
  const known = new Set(Object.values(kinds).flat());
  const others = Object.keys(counts.tables).filter((name) => !known.has(name));
  return [
    ...named,
    { kind: "files", count: counts.files },
    { kind: "others", count: sum(others) + counts.jobs },
  ];
}

/** `EC-ERASE-20261124-3FA29C01`, the same each time it is asked for. */
export const certificateNumber = (tenantId: string, day: string): string => {
  const mark = keyedHash("erasure-certificate", tenantId).slice(0, 8).toUpperCase();
  return `EC-ERASE-${day.replaceAll("-", "")}-${mark}`;
};

export const recipientSeal = (tenantId: string) => ({
  purpose: "erasure-certificate",
  owner: `${tenantId}:${tenantId}`,
});
