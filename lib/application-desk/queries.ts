import { and, desc, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { applications } from "@/db/schema/applications";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
import { stuckAfterSeconds } from "./rules";
import type { ApplicationFilter } from "./schema";

const pageSize = 50;

/** Sign-ups without an environment, the newest first, a page by key; nothing secret of them. */
export async function listApplications(
  _operator: OperatorContext,
  { show, after }: ApplicationFilter,
) {
  const rows = await controlDb()
    .select({
      id: applications.id,
      email: applications.email,
      companyName: applications.companyName,
      state: applications.state,
      planId: applications.planId,
      paidAt: applications.paidAt,
      verifiedAt: applications.verifiedAt,
      buildStep: applications.buildStep,
      buildError: applications.buildError,
      refundNote: applications.refundNote,
      refundNotedAt: applications.refundNotedAt,
      createdAt: applications.createdAt,
      position: timePosition(applications.createdAt),
    })
    .from(applications)
    .where(
      and(
        sql`${applications.state} <> 'completed'`,
        show === "stuck" ? isStuckRow : undefined,
        beyond(applications.createdAt, applications.id, after),
      ),
    )
    .orderBy(desc(applications.createdAt), desc(applications.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    applications: page,
    after: rows.length > pageSize && last ? encodeCursor([last.position, last.id]) : null,
  };
}

export type OpenApplication = Awaited<ReturnType<typeof listApplications>>["applications"][number];

/** The SQL twin of `isStuck`. */
const isStuckRow = sql`${applications.state} in ('verified', 'building') and (${applications.buildError} is not null
  or ${applications.verifiedAt} < now() - make_interval(secs => ${stuckAfterSeconds}))`;
