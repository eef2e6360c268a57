import "server-only";
import { and, asc, desc, eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import {
  supportContacts,
  supportEntries,
  supportFiles,
  supportRequests,
} from "@/db/schema/support";
import { tenants } from "@/db/schema/tenants";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import { threadOf } from "@/lib/support/rules";
import type { SupportFilter } from "@/lib/support/schema";
import { isUuid } from "@/lib/uuid";

const pageSize = 50;

/** Requests of every customer, the newest first, a page by key. */
export async function listAllSupportRequests(
  _operator: OperatorContext,
  { state, after }: SupportFilter,
) {
  const found = await controlDb()
    .select({
      id: supportRequests.id,
      tenantId: supportRequests.tenantId,
      tenantName: tenants.name,
      category: supportRequests.category,
      subject: supportRequests.subject,
      state: supportRequests.state,
      createdAt: supportRequests.createdAt,
      position: timePosition(supportRequests.createdAt),
    })
    .from(supportRequests)
    .innerJoin(tenants, eq(tenants.id, supportRequests.tenantId))
    .where(
      and(
        state === "all" ? undefined : eq(supportRequests.state, state),
        beyond(supportRequests.createdAt, supportRequests.id, after),
      ),
    )
    .orderBy(desc(supportRequests.createdAt), desc(supportRequests.id))
    .limit(pageSize + 1);
  return cursorPage(found, pageSize, after ? "after" : "start", ({ position, id }) =>
    encodeCursor([position, id]),
  );
}

export type DeskRow = Awaited<ReturnType<typeof listAllSupportRequests>>["rows"][number];

/** How many requests wait for an answer. */
export async function countOpenSupport(_operator: OperatorContext): Promise<number> {
  return controlDb().$count(supportRequests, eq(supportRequests.state, "open"));
}

/** One request with its customer and its thread. Throws `not_found`. */
export async function getAnySupportRequest(
  _operator: OperatorContext,
  { tenantId, id }: { tenantId: string; id: string },
) {
  if (!isUuid(tenantId) || !isUuid(id)) throw notFound();
  const [request] = await controlDb()
    .select({
      id: supportRequests.id,
      tenantId: supportRequests.tenantId,
      tenantName: tenants.name,
      accountId: tenants.accountId,
      category: supportRequests.category,
      subject: supportRequests.subject,
      state: supportRequests.state,
      askedByName: supportRequests.askedByName,
      createdAt: supportRequests.createdAt,
      chatworkId: supportContacts.chatworkId,
      chatworkName: supportContacts.chatworkName,
      person: supportContacts.person,
    })
    .from(supportRequests)
    .innerJoin(tenants, eq(tenants.id, supportRequests.tenantId))
    .leftJoin(supportContacts, eq(supportContacts.tenantId, supportRequests.tenantId))
    .where(and(eq(supportRequests.tenantId, tenantId), eq(supportRequests.id, id)));
  if (!request) throw notFound();
  return { ...request, entries: await readThread(tenantId, id) };
}

export type DeskRequest = Awaited<ReturnType<typeof getAnySupportRequest>>;

async function readThread(tenantId: string, id: string) {
  const ofRequest = and(eq(supportEntries.tenantId, tenantId), eq(supportEntries.requestId, id));
  const [entries, files] = await Promise.all([
    controlDb()
      .select({
        id: supportEntries.id,
        kind: supportEntries.kind,
        author: supportEntries.author,
        authorName: supportEntries.authorName,
        body: supportEntries.body,
        createdAt: supportEntries.createdAt,
      })
      .from(supportEntries)
      .where(ofRequest)
      .orderBy(asc(supportEntries.createdAt), asc(supportEntries.id)),
    controlDb()
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
      .orderBy(asc(supportFiles.id)),
  ]);
  return threadOf(entries, files);
}
