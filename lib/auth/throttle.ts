import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { AppError } from "@/lib/errors";
import { keyedHash } from "@/lib/tokens";

export type Limit = { most: number; windowSeconds: number };

/** Counts one use of `key` in its window; throws `throttled` over the limit. The key is stored as a keyed hash. */
export async function throttle(kind: string, key: string, limit: Limit): Promise<void> {
  if ((await countUse(kind, key, limit)) > limit.most) throw new AppError("throttled");
}

export type Allowance = { most: number; left: number; resetSeconds: number; isExceeded: boolean };

/** Counts one use of `key` and tells what is left of its window; refuses nothing itself. */
export async function takeFromWindow(kind: string, key: string, limit: Limit): Promise<Allowance> {
  const used = await countUse(kind, key, limit);
  const windowMs = limit.windowSeconds * 1000;
  return {
    most: limit.most,
    left: Math.max(0, limit.most - used),
    resetSeconds: Math.ceil((windowMs - (Date.now() % windowMs)) / 1000),
    isExceeded: used > limit.most,
  };
}

const publicPerNetwork = { most: 600, windowSeconds: 600 };

/** What anybody may call is counted by network, whatever limits it has of its own. Throws `throttled`. */
export const throttlePublic = (ip: string | null): Promise<void> =>
  throttle("public-network", ip ?? "", publicPerNetwork);

/** Takes back one use that `throttle` counted before it was known to be rightful: what is left counts failures. */
export async function forgive(kind: string, key: string, limit: Limit): Promise<void> {
  await controlDb().execute(sql`
    update throttles set count = count - 1
    where key = ${storedKey(kind, key)} and window_start = ${windowStart(limit)}::timestamptz and count > 0`);
}

const storedKey = (kind: string, key: string): string => `${kind}:${keyedHash("throttle", key)}`;

function windowStart({ windowSeconds }: Limit): string {
  const windowMs = windowSeconds * 1000;
  return new Date(Math.floor(Date.now() / windowMs) * windowMs).toISOString();
}

async function countUse(kind: string, key: string, limit: Limit): Promise<number> {
  const rows = await controlDb().execute<{ count: number }>(sql`
    insert into throttles (key, window_start, count)
    values (${storedKey(kind, key)}, ${windowStart(limit)}::timestamptz, 1)
    on conflict (key, window_start) do update set count = throttles.count + 1
    returning count`);
  return rows[0]?.count ?? 0;
}
