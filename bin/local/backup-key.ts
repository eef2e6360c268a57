import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { pick } from "./program";

const names = ["BACKUP_DIR", "BACKUP_RECIPIENT", "BACKUP_IDENTITY_FILE"];

/** The given settings of backups, else a folder and a key file below the data folder, the key made at the first start. */
export async function backupSettings(dataDir: string): Promise<Record<string, string>> {
  const given = pick(names);
  const folder = { BACKUP_DIR: join(dataDir, "backups"), ...given };
  if (given.BACKUP_RECIPIENT) return folder;
  const file = given.BACKUP_IDENTITY_FILE ?? join(dataDir, "backup-key", "identity.txt");
  if (!existsSync(file)) {
    mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(file, `${await generateIdentity()}\n`, { mode: 0o600, flag: "wx" });
  }
  const recipient = await identityToRecipient(readFileSync(file, "utf8").trim());
  return { ...folder, BACKUP_IDENTITY_FILE: file, BACKUP_RECIPIENT: recipient };
}
