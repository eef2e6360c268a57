import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { capturedDomains, signOnDomains } from "@/db/schema/sign-on";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { proofName, proofRecord } from "@/lib/dns-proof";

export type DomainSummary = {
  id: string;
  domain: string;
  recordName: string;
  recordValue: string;
  capturedAt: Date | null;
};

/** Every mail domain by name, with the DNS record that proves it. */
export async function listDomains(ctx: TenantContext): Promise<DomainSummary[]> {
  authorize(ctx, "access:write");
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({
        id: signOnDomains.id,
        domain: signOnDomains.domain,
        proof: signOnDomains.proof,
        capturedAt: capturedDomains.capturedAt,
      })
      .from(signOnDomains)
      .leftJoin(
        capturedDomains,
        and(
          eq(capturedDomains.domain, signOnDomains.domain),
          eq(capturedDomains.tenantId, signOnDomains.tenantId),
        ),
      )
      .where(eq(signOnDomains.tenantId, ctx.tenantId))
      .orderBy(asc(signOnDomains.domain)),
  );
  return rows.map(({ proof, ...row }) => ({
    ...row,
    recordName: proofName(row.domain),
    recordValue: proofRecord(proof),
  }));
}

/** The tenant that has proven a mail domain, or null. */
export async function findCapturingTenant(domain: string): Promise<string | null> {
  const [row] = await controlDb()
    .select({ tenantId: capturedDomains.tenantId })
    .from(capturedDomains)
    .where(eq(capturedDomains.domain, domain));
  return row?.tenantId ?? null;
}

/** Whether the tenant of the running transaction has proven the mail domain. */
export async function hasCaptured(tx: Transaction, tenantId: string, domain: string) {
  const [row] = await tx
    .select({ domain: capturedDomains.domain })
    .from(capturedDomains)
    .where(and(eq(capturedDomains.tenantId, tenantId), eq(capturedDomains.domain, domain)));
  return row !== undefined;
}
