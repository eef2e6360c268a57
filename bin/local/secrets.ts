import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The secret of this installation, made at the first start and kept in the data folder. */
export function localSecret(dataDir: string): string {
  const file = join(dataDir, "secret");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  return readFileSync(file, "utf8").trim();
}

/** A password for one purpose: nobody who has one can tell another. */
export function derivedPassword(secret: string, purpose: string): string {
  return createHmac("sha256", secret).update(purpose).digest("hex").slice(0, 40);
}
