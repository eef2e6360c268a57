import "server-only";
import { and, asc, desc, eq } from "drizzle-orm";
import {
  supportContacts,
  supportEntries,
  supportFiles,
  supportRequests,
} from "@/db/schema/support";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { threadOf } from "./rules";
import type { SupportFilter } from "./schema";

const pageSize = 50;

/** Requests of this environment, the newest first, a page by key. */
export async function listSupportRequests(ctx: TenantContext, { state, after }: SupportFilter) {
  authorize(ctx, "support:use");
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select({
        id: supportRequests.id,
        category: supportRequests.category,
        subject: supportRequests.subject,
        state: supportRequests.state,
        askedByName: supportRequests.askedByName,
        createdAt: supportRequests.createdAt,
        position: timePosition(supportRequests.createdAt),
      })
      .from(supportRequests)
      .where(
        and(
          eq(supportRequests.tenantId, ctx.tenantId),
          state === "all" ? undefined : eq(supportRequests.state, state),
          beyond(supportRequests.createdAt, supportRequests.id, after),
        ),
      )
      .orderBy(desc(supportRequests.createdAt), desc(supportRequests.id))
      .limit(pageSize + 1),
  );
  return cursorPage(found, pageSize, after ? "after" : "start", ({ position, id }) =>
    encodeCursor([position, id]),
  );
}

export type SupportRow = Awaited<ReturnType<typeof listSupportRequests>>["rows"][number];

/** One request with its thread. Throws `not_found`. */
export async function getSupportRequest(ctx: TenantContext, id: string) {
  authorize(ctx, "support:use");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [request] = await tx
      .select()
      .from(supportRequests)
      .where(and(eq(supportRequests.tenantId, ctx.tenantId), eq(supportRequests.id, id)));
    if (!request) throw notFound();
    const ofRequest = and(
      eq(supportEntries.tenantId, ctx.tenantId),
      eq(supportEntries.requestId, id),
    );
    const entries = await tx
      .select()
      .from(supportEntries)
      .where(ofRequest)
      .orderBy(asc(supportEntries.createdAt), asc(supportEntries.id));
    const files = await tx
      .select({
        id: supportFiles.id,
        entryId: supportFiles.entryId,
        name: supportFiles.name,
        bytes: supportFiles.bytes,
      })
      .from(supportFiles)
      .innerJoin(
        supportEntries,
        and(
          eq(supportEntries.tenantId, supportFiles.tenantId),
          eq(supportEntries.id, supportFiles.entryId),
        ),
      )
      .where(ofRequest)
      .orderBy(asc(supportFiles.createdAt), asc(supportFiles.id));
    return { ...request, entries: threadOf(entries, files) };
  });
}

export type SupportRequest = Awaited<ReturnType<typeof getSupportRequest>>;

/** The Chatwork account the customer registered for support, or null. */
export async function findSupportContact(ctx: TenantContext) {
  authorize(ctx, "support:use");
  const [contact] = await readTransaction(ctx, (tx) =>
    tx.select().from(supportContacts).where(eq(supportContacts.tenantId, ctx.tenantId)),
  );
  return contact ?? null;
}
