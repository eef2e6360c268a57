import "server-only";
import { and, eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { capturedDomains, signOnDomains } from "@/db/schema/sign-on";
import { readTransaction, transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { hasDnsProof } from "@/lib/dns-proof";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { randomToken } from "@/lib/tokens";
import type { CreateDomainInput, DomainIdInput } from "./schema";

const domainsMost = 50;
const proofsPerTenant = { most: 60, windowSeconds: 3600 };

const about = (id: string, domain: string, action: string) => ({
  action,
  targetType: "sign_on_domain",
  targetId: id,
  details: { domain },
});

/** Notes a mail domain and the proof its DNS must hold; it has no effect yet. */
export async function createDomain(ctx: TenantContext, { domain }: CreateDomainInput) {
  authorize(ctx, "access:write");
  return transaction(ctx, async (tx) => {
    const held = await tx.$count(signOnDomains, eq(signOnDomains.tenantId, ctx.tenantId));
    if (held >= domainsMost) throw fieldError("domain", "signOn.errors.tooManyDomains");
    const [row] = await tx
      .insert(signOnDomains)
      .values({ tenantId: ctx.tenantId, domain, proof: randomToken() })
      .returning({ id: signOnDomains.id });
    if (!row) throw new Error("domain was not created");
    await recordAudit(tx, ctx, about(row.id, domain, "sign_on.domain_added"));
    return row;
  }).catch((error) => {
    throw isUniqueViolation(error, "sign_on_domains_domain")
      ? fieldError("domain", "signOn.errors.domainTaken", "conflict")
      : error;
  });
}

/**
 * Looks for the proof in DNS and captures the domain. Where another tenant holds it, that one's proof decides: as long as
 * it stands in DNS, the domain stays there.
 */
export async function proveDomain(ctx: TenantContext, { id }: DomainIdInput): Promise<void> {
  authorize(ctx, "access:write");
  await throttle("domain-proof", ctx.tenantId, proofsPerTenant);
  const wanted = await getDomain(ctx, id);
  if (!(await askDns(wanted))) throw new AppError("conflict", "signOn.errors.noProof");
  const [holder] = await controlDb()
    .select()
    .from(capturedDomains)
    .where(eq(capturedDomains.domain, wanted.domain));
  const isHeldByOther = holder !== undefined && holder.tenantId !== ctx.tenantId;
  if (isHeldByOther && (await askDns(holder)))
    throw new AppError("conflict", "signOn.errors.domainHeld");
  const { domain, proof } = wanted;
  const captured = { domain, tenantId: ctx.tenantId, proof, capturedAt: new Date() };
  await transaction(ctx, async (tx) => {
    const [row] = await tx
      .insert(capturedDomains)
      .values(captured)
      .onConflictDoUpdate({
        target: capturedDomains.domain,
        set: captured,
        setWhere: eq(capturedDomains.tenantId, holder?.tenantId ?? ctx.tenantId),
      })
      .returning({ domain: capturedDomains.domain });
    if (!row) throw new AppError("conflict");
    await recordAudit(tx, ctx, about(id, domain, "sign_on.domain_captured"));
  });
}

async function askDns({ domain, proof }: { domain: string; proof: string }): Promise<boolean> {
  return hasDnsProof(domain, proof).catch(() => {
    throw new AppError("unavailable", "signOn.errors.dnsDown");
  });
}

async function getDomain(ctx: TenantContext, id: string) {
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select()
      .from(signOnDomains)
      .where(and(eq(signOnDomains.tenantId, ctx.tenantId), eq(signOnDomains.id, id))),
  );
  if (!row) throw notFound();
  return row;
}

/** People of the domain are no longer sent to the tenant's provider. */
export async function deleteDomain(ctx: TenantContext, { id }: DomainIdInput): Promise<void> {
  authorize(ctx, "access:write");
  await transaction(ctx, async (tx) => {
    const [row] = await tx
      .delete(signOnDomains)
      .where(and(eq(signOnDomains.tenantId, ctx.tenantId), eq(signOnDomains.id, id)))
      .returning({ domain: signOnDomains.domain });
    if (!row) throw notFound();
    await tx
      .delete(capturedDomains)
      .where(
        and(eq(capturedDomains.domain, row.domain), eq(capturedDomains.tenantId, ctx.tenantId)),
      );
    await recordAudit(tx, ctx, about(id, row.domain, "sign_on.domain_removed"));
  });
}
