import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The account a server process runs under; undefined means our own. */
export type Account = { uid: number; gid: number } | undefined;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * PostgreSQL refuses to run as root: the owner of data that is already there
 * is taken, else the account `postgres`, else `nobody`.
 */
export function serverAccount(existingData: string): Account {
  if (!isRoot()) return undefined;
  const owner = existsSync(existingData) ? statSync(existingData) : undefined;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const account = accountNamed("postgres") ?? accountNamed("nobody");
  if (!account)
    throw new Error(
      "Neither an account `postgres` nor `nobody` exists; run as an ordinary user or set DATABASE_URL.",
    );
  return account;
}

function accountNamed(name: string): Account {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** Whether that account may enter every folder down to `path` and read it. */
export function canReach(account: Account, path: string): boolean {
  const target = nearestExisting(path);
  const { status } = spawnSync(
    "/bin/sh",
    ["-c", 'cd / && test -r "$1" && test -x "$1"', "sh", target],
    {
      ...account,
      cwd: "/",
    },
  );
  return status === 0;
}

function nearestExisting(path: string): string {
  return isPresent(path) || path === dirname(path) ? path : nearestExisting(dirname(path));
}

function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
