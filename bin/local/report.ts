import { writeFileSync } from "node:fs";
import type { Database } from "./database";

/** What the journeys need to reach the running service behind its back. */
export type Report = {
  url: string;
  operatorUrl: string;
  secret: string;
  dataDir: string;
  database: Omit<Database, "stop" | "isShared">;
  providers: Record<string, string>;
};

/** Writes all addresses and secrets to the file in ECAI_E2E_FILE; only tests ask for that. */
export function writeReport({
  database,
  ...rest
}: Omit<Report, "database"> & { database: Database }): void {
  const file = process.env.ECAI_E2E_FILE;
  if (!file) return;
  const { stop: _, isShared: __, ...urls } = database;
  writeFileSync(file, JSON.stringify({ ...rest, database: urls } satisfies Report, null, 2), {
    mode: 0o600,
  });
}
