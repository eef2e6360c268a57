import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { auditEntries } from "@/db/schema/audit-entries";
import { transaction } from "@/db/transaction";
import type { TenantContext } from "@/lib/auth/context";
import { recordAudit } from "./record";

/** So many people on one page, or any search, count as a look at personal data in bulk. */
export const bulkThreshold = 50;
/** The same look by the same person is written down once in this time. */
const quietMinutes = 10;

type Look = {
  subject: "address" | "recipient" | "suppression" | "user";
  shown: number;
  filter: Record<string, unknown>;
  isSearch: boolean;
  targetId?: string;
};

/** Until when looks need no new entry, as this process has seen in the log; another look there is only a matter of speed. */
const quietUntil = new Map<string, number>();
const quietMost = 10_000;

/** Leaves an entry when a person looks at many people's data or searches it; jobs are told by their own entries. */
export async function noteBulkRead(ctx: TenantContext, look: Look): Promise<void> {
  if (ctx.actor.type === "job" || (look.shown < bulkThreshold && !look.isSearch)) return;
  const action = `${look.subject}.${look.isSearch ? "searched" : "listed"}`;
  const filter = JSON.parse(JSON.stringify(look.filter)) as Record<string, unknown>;
  const key = JSON.stringify([ctx.tenantId, ctx.actor.id, action, look.targetId, filter]);
  if ((quietUntil.get(key) ?? 0) > Date.now()) return;
  // The list may have been read in a read-only transaction: this is one of its own.
  const { tx: _, ...own } = ctx;
  const at = await transaction(own, async (tx) => {
    const [known] = await tx
      .select({ at: auditEntries.at })
      .from(auditEntries)
      .where(
        and(
          eq(auditEntries.tenantId, ctx.tenantId),
          ctx.actor.id ? eq(auditEntries.actorId, ctx.actor.id) : undefined,
          eq(auditEntries.action, action),
          sql`${auditEntries.at} > now() - make_interval(mins => ${quietMinutes})`,
          sql`${auditEntries.targetId} is not distinct from ${look.targetId ?? null}`,
          sql`${auditEntries.details} -> 'filter' = ${JSON.stringify(filter)}::text::jsonb`,
        ),
      )
      .limit(1);
    if (known) return known.at;
    const { subject, targetId } = look;
    const target = { targetType: subject === "recipient" ? "delivery" : subject, targetId };
    await recordAudit(tx, own, { action, ...target, details: { shown: look.shown, filter } });
    return new Date();
  });
  if (quietUntil.size >= quietMost) quietUntil.clear();
  quietUntil.set(key, at.getTime() + quietMinutes * 60_000);
}
