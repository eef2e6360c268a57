import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { controlDb } from "@/db/client";
import { addressTombstones, tenantTombstones } from "@/db/schema/endings";
import { backupDir } from "@/lib/backups/rules";
import { readTombstoneLines, tombstoneKey } from "./rules";
import type { Tombstone } from "./schema";

export const tombstoneFile = (): string => join(backupDir(), "tombstones.log");

/** The list beside the backups. Throws where it is missing or altered: without it erased customers would come back. */
export async function readTombstoneFile(): Promise<Tombstone[]> {
  const file = tombstoneFile();
  try {
    return readTombstoneLines(await readFile(file, "utf8"));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The tombstones in the database that serves. */
export async function listTombstones(): Promise<Tombstone[]> {
  const tenants = await controlDb().select().from(tenantTombstones);
  const addresses = await controlDb().select().from(addressTombstones);
  return [
    ...tenants.map((row) => ({
      kind: "tenant" as const,
      ...row,
      erasedAt: row.erasedAt.toISOString(),
    })),
    ...addresses.map((row) => ({
      kind: "address" as const,
      ...row,
      erasedAt: row.erasedAt.toISOString(),
    })),
  ];
}

/** Both, each once. */
export async function collectTombstones(isServing: boolean): Promise<Tombstone[]> {
  const known = new Map<string, Tombstone>();
  const live = isServing ? await listTombstones() : [];
  for (const tombstone of [...(await readTombstoneFile()), ...live])
    known.set(tombstoneKey(tombstone), tombstone);
  return [...known.values()];
}
