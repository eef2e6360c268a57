import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { evidencePacks } from "@/db/schema/evidence";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { evidenceSections } from "@/lib/evidence-sections/queries";
import { keptDays } from "./rules";

const listLength = 50;

/** The packs that are kept, newest first, each with how many of its sections are written. */
export async function listPacks(ctx: TenantContext) {
  authorize(ctx, "utilities:use");
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select()
      .from(evidencePacks)
      .where(
        and(
          eq(evidencePacks.tenantId, ctx.tenantId),
          sql`${evidencePacks.createdAt} > now() - make_interval(days => ${keptDays})`,
        ),
      )
      .orderBy(desc(evidencePacks.createdAt), desc(evidencePacks.id))
      .limit(listLength),
  );
  return rows.map((row) => ({ ...row, sections: evidenceSections.length }));
}

export type EvidencePack = Awaited<ReturnType<typeof listPacks>>[number];
