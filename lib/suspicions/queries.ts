import { desc, gt, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { blockedNetworks, suspiciousRequests } from "@/db/schema/suspicions";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
import { log } from "@/lib/log";
import { isInNetwork } from "./rules";

const pageSize = 50;
/** A block and its end count within so many milliseconds in every process. */
const cacheMs = 3_000;

const cache: { networks: string[]; readAt: number; reading: Promise<void> | null } = {
  networks: [],
  readAt: 0,
  reading: null,
};

/** Whether the address lies in a blocked network; asks the database at most once in three seconds. */
export async function isBlockedAddress(ip: string | null): Promise<boolean> {
  if (!ip) return false;
  if (Date.now() - cache.readAt > cacheMs) {
    cache.reading ??= readBlocks().finally(() => {
      cache.reading = null;
    });
    await cache.reading;
  }
  return cache.networks.some((network) => isInNetwork(ip, network));
}

/** Without the database nothing else answers either: the last known list stays. */
async function readBlocks(): Promise<void> {
  try {
    const rows = await controlDb()
      .select({ network: blockedNetworks.network })
      .from(blockedNetworks)
      .where(gt(blockedNetworks.expiresAt, sql`now()`));
    cache.networks = rows.map(({ network }) => network);
  } catch (error) {
    log.error({ err: error }, "blocked networks could not be read");
  }
  cache.readAt = Date.now();
}

/** For the process that has just changed the list. */
export function forgetBlocks(): void {
  cache.readAt = 0;
}

/** What looked like an attack, the latest beginning first, a page by key. */
export async function listSuspicions(_operator: OperatorContext, options: { after?: string } = {}) {
  const rows = await controlDb()
    .select({
      id: suspiciousRequests.id,
      network: suspiciousRequests.network,
      kind: suspiciousRequests.kind,
      count: suspiciousRequests.count,
      firstAt: suspiciousRequests.firstAt,
      lastAt: suspiciousRequests.lastAt,
      surface: suspiciousRequests.surface,
      method: suspiciousRequests.method,
      path: suspiciousRequests.path,
      detail: suspiciousRequests.detail,
      userAgent: suspiciousRequests.userAgent,
      position: timePosition(suspiciousRequests.firstAt),
    })
    .from(suspiciousRequests)
    .where(beyond(suspiciousRequests.firstAt, suspiciousRequests.id, options.after))
    .orderBy(desc(suspiciousRequests.firstAt), desc(suspiciousRequests.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  const after = rows.length > pageSize && last ? encodeCursor([last.position, last.id]) : null;
  return { suspicions: page, after };
}

export type Suspicion = Awaited<ReturnType<typeof listSuspicions>>["suspicions"][number];

/** Blocks that hold now, the latest first. */
export async function listBlockedNetworks(_operator: OperatorContext) {
  return controlDb()
    .select()
    .from(blockedNetworks)
    .where(gt(blockedNetworks.expiresAt, sql`now()`))
    .orderBy(desc(blockedNetworks.createdAt), desc(blockedNetworks.network))
    .limit(200);
}

export type BlockedNetwork = Awaited<ReturnType<typeof listBlockedNetworks>>[number];
