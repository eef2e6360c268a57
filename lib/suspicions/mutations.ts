import { eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { blockedNetworks, suspiciousRequests } from "@/db/schema/suspicions";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { safeAddress } from "@/lib/safe-path";
import { forgetBlocks } from "./queries";
import {
  automaticSeconds,
  isBlocking,
  isPublicNetwork,
  networkOf,
  type SuspicionKind,
  windowSeconds,
} from "./rules";
import type { BlockNetworkInput, UnblockNetworkInput } from "./schema";

export type Suspect = {
  kind: SuspicionKind;
  ip: string | null;
  method?: string | null;
  path?: string | null;
  detail?: string | null;
  userAgent?: string | null;
  requestId?: string | null;
  tenantId?: string | null;
  userId?: string | null;
};

/** A flood is counted in the database, not by it: one process writes so many rows a second and drops the rest. */
const writesPerSecond = 20;
const budget = { second: 0, left: writesPerSecond };

function mayWrite(): boolean {
  const second = Math.floor(Date.now() / 1000);
  if (budget.second !== second) Object.assign(budget, { second, left: writesPerSecond });
  budget.left -= 1;
  return budget.left >= 0;
}

/** Notes a request that looks like an attack and blocks its network when it goes on. Never fails its caller. */
export async function recordSuspicion(suspect: Suspect): Promise<void> {
  const network = networkOf(suspect.ip);
  if (!network || !mayWrite()) return;
  const { kind, requestId } = suspect;
  const path = suspect.path && safeAddress(suspect.path);
  log.warn({ kind, network, path, requestId }, "suspicious request");
  try {
    const count = await countSuspicion(network, { ...suspect, path });
    if (isBlocking(kind, count) && isPublicNetwork(network))
      await blockAutomatically(network, kind);
  } catch (error) {
    log.error({ err: error, kind }, "suspicious request was not recorded");
  }
}

async function countSuspicion(network: string, { kind, ip: _, ...given }: Suspect) {
  const windowMs = windowSeconds * 1000;
  const latest = {
    method: cut(given.method, 10),
    path: cut(given.path, 300),
    detail: cut(given.detail, 300),
    userAgent: cut(given.userAgent, 300),
    requestId: cut(given.requestId, 100),
    tenantId: given.tenantId ?? null,
    userId: given.userId ?? null,
  };
  const [row] = await controlDb()
    .insert(suspiciousRequests)
    .values({
      network,
      kind,
      windowStart: new Date(Math.floor(Date.now() / windowMs) * windowMs),
      surface: env().ECAI_SURFACE,
      ...latest,
    })
    .onConflictDoUpdate({
      target: [suspiciousRequests.network, suspiciousRequests.kind, suspiciousRequests.windowStart],
      set: { ...latest, count: sql`${suspiciousRequests.count} + 1`, lastAt: sql`now()` },
    })
    .returning({ count: suspiciousRequests.count });
  return row?.count ?? 0;
}

/** What a stranger sends, cut to a length and without characters that PostgreSQL refuses or a screen obeys. */
const cut = (text: string | null | undefined, length: number): string | null =>
  text?.slice(0, length).replace(/[\p{C}]/gu, "\uFFFD") ?? null;

async function blockAutomatically(network: string, kind: SuspicionKind): Promise<void> {
  const expiresAt = sql`now() + make_interval(secs => ${automaticSeconds})`;
  await controlDb()
    .insert(blockedNetworks)
    .values({ network, source: "automatic", reason: kind, expiresAt })
    .onConflictDoUpdate({
      target: blockedNetworks.network,
      set: { expiresAt: sql`greatest(${blockedNetworks.expiresAt}, excluded.expires_at)` },
    });
  forgetBlocks();
  log.warn({ network, kind }, "network blocked");
}

/** Blocks a network by hand, or changes reason and end of its block. */
export async function blockNetwork(
  operator: OperatorContext,
  { network, reason, hours }: BlockNetworkInput,
): Promise<void> {
  const block = {
    source: "manual" as const,
    reason,
    createdBy: operator.operator.name,
    expiresAt: sql`now() + make_interval(hours => ${hours})`,
  };
  await controlDb().transaction(async (tx) => {
    await tx
      .insert(blockedNetworks)
      .values({ network, ...block })
      .onConflictDoUpdate({ target: blockedNetworks.network, set: block });
    await recordOperatorAudit(tx, operator, {
      action: "network.blocked",
      targetType: "network",
      targetId: network,
      details: { after: { source: "manual", reason, hours } },
    });
  });
  forgetBlocks();
}

/** Lifts a block. Throws `not_found` when there is none. */
export async function unblockNetwork(
  operator: OperatorContext,
  { network }: UnblockNetworkInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const [lifted] = await tx
      .delete(blockedNetworks)
      .where(eq(blockedNetworks.network, network))
      .returning({ reason: blockedNetworks.reason, source: blockedNetworks.source });
    if (!lifted) throw new AppError("not_found");
    await recordOperatorAudit(tx, operator, {
      action: "network.unblocked",
      targetType: "network",
      targetId: network,
      details: { before: lifted },
    });
  });
  forgetBlocks();
}

/** Clears away blocks that have ended. */
export async function clearBlocks(): Promise<void> {
  await controlDb().execute(sql`delete from blocked_networks where expires_at < now()`);
}
