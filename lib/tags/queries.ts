import "server-only";
import { and, asc, count, eq, sql } from "drizzle-orm";
import { addressTags, tags } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import type { TagColor } from "./schema";

export type TagSummary = { id: string; name: string; color: TagColor };
export type TagWithCount = TagSummary & { addressCount: number };

const columns = { id: tags.id, name: tags.name, color: tags.color };

/** Every tag by name. */
export async function listTags(ctx: TenantContext): Promise<TagSummary[]> {
  authorize(ctx, "tags:read");
  return readTransaction(ctx, (tx) =>
    tx.select(columns).from(tags).where(eq(tags.tenantId, ctx.tenantId)).orderBy(asc(tags.name)),
  );
}

/** Every tag by name with the number of addresses that carry it. */
export async function listTagsWithCounts(ctx: TenantContext): Promise<TagWithCount[]> {
  authorize(ctx, "tags:read");
  return readTransaction(ctx, async (tx) => {
    const counts = tx
      .select({ tagId: addressTags.tagId, total: count().as("total") })
      .from(addressTags)
      .where(eq(addressTags.tenantId, ctx.tenantId))
      .groupBy(addressTags.tagId)
      .as("counts");
    return tx
      .select({
        ...columns,
        addressCount: sql<number>`coalesce(${counts.total}, 0)`.mapWith(Number),
      })
      .from(tags)
      .leftJoin(counts, eq(counts.tagId, tags.id))
      .where(eq(tags.tenantId, ctx.tenantId))
      .orderBy(asc(tags.name));
  });
}

export async function getTag(ctx: TenantContext, id: string): Promise<TagSummary> {
  authorize(ctx, "tags:read");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select(columns)
      .from(tags)
      .where(and(eq(tags.tenantId, ctx.tenantId), eq(tags.id, id)));
    if (!found) throw notFound();
    return found;
  });
}
