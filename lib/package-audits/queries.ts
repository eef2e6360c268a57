import "server-only";
import { desc } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { packageAudits } from "@/db/schema/package-audits";
import type { OperatorContext } from "@/lib/auth/context";

/** The newest audit of the service's packages, or null before the first. */
export async function findPackageAudit(_operator: OperatorContext) {
  const [row] = await controlDb()
    .select()
    .from(packageAudits)
    .orderBy(desc(packageAudits.checkedAt))
    .limit(1);
  return row ?? null;
}

export type PackageAudit = NonNullable<Awaited<ReturnType<typeof findPackageAudit>>>;
