import { and, desc, eq, or, type SQL } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { serviceErrors } from "@/db/schema/records";
import { tenants } from "@/db/schema/tenants";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
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
      position: timePosition(serviceErrors.at),
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
    .where(and(matches(search), beyond(serviceErrors.at, serviceErrors.id, after)))
    .orderBy(desc(serviceErrors.at), desc(serviceErrors.id))
    .limit(pageSize + 1);
  const errors = rows.slice(0, pageSize);
  const last = errors.at(-1);
  return {
    errors,
    after: rows.length > pageSize && last ? encodeCursor([last.position, last.id]) : null,
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
