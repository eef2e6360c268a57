import { and, desc, eq, or, type SQL, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { serviceErrors } from "@/db/schema/records";
import { tenants } from "@/db/schema/tenants";
import type { OperatorContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import type { ErrorFilter } from "./schema";

const pageSize = 50;

/** What the processes logged as errors, the newest first, a page by key. */
export async function listServiceErrors(
  _operator: OperatorContext,
  { search, after }: ErrorFilter,
) {
  const rows = await controlDb()
    .select({
      id: serviceErrors.id,
      at: serviceErrors.at,
      atText: sql<string>`${serviceErrors.at}::text`,
      surface: serviceErrors.surface,
      host: serviceErrors.host,
      message: serviceErrors.message,
      error: serviceErrors.error,
      requestId: serviceErrors.requestId,
      digest: serviceErrors.digest,
      task: serviceErrors.task,
      accountId: tenants.accountId,
    })
    .from(serviceErrors)
    .leftJoin(tenants, eq(tenants.id, serviceErrors.tenantId))
    .where(and(matches(search), isAfter(after)))
    .orderBy(desc(serviceErrors.at), desc(serviceErrors.id))
    .limit(pageSize + 1);
  const errors = rows.slice(0, pageSize);
  const last = errors.at(-1);
  return {
    errors,
    after: rows.length > pageSize && last ? encodeCursor([last.atText, last.id]) : null,
  };
}

export type ServiceError = Awaited<ReturnType<typeof listServiceErrors>>["errors"][number];

const matches = (search: string): SQL | undefined =>
  search === ""
    ? undefined
    : or(
        eq(serviceErrors.requestId, search),
        eq(serviceErrors.digest, search),
        eq(tenants.accountId, search),
      );

function isAfter(after: string | undefined): SQL | undefined {
  const cursor = decodeCursor(after, 2);
  return cursor
    ? sql`(${serviceErrors.at}, ${serviceErrors.id}) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`
    : undefined;
}
