import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A data folder for one run; open to the account that runs the database server. */
export function temporaryDataDir(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "ecai-"));
  chmodSync(path, 0o755);
  const remove = () => {
    rmSync(realpathSync(join(path, "postgres")), { recursive: true, force: true });
    rmSync(path, { recursive: true, force: true });
  };
  return { path, remove };
}
