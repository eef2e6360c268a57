import "server-only";
import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { signOnProviders } from "@/db/schema/sign-on";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { OidcClient } from "@/lib/oidc";
import { unseal } from "@/lib/secret-box";

export type Provider = typeof signOnProviders.$inferSelect;
export type ProviderSummary = Omit<Provider, "clientSecret" | "tenantId" | "id">;

/** The tenant's provider as its settings show it, without the secret; null before there is one. */
export async function findProvider(ctx: TenantContext): Promise<ProviderSummary | null> {
  authorize(ctx, "access:write");
  const row = await readTransaction(ctx, (tx) => readProvider(tx, ctx.tenantId));
  if (!row) return null;
  const { clientSecret: _secret, tenantId: _tenant, id: _id, ...summary } = row;
  return summary;
}

/** The whole row inside the tenant's transaction. */
export async function readProvider(tx: Transaction, tenantId: string): Promise<Provider | null> {
  const [row] = await tx
    .select()
    .from(signOnProviders)
    .where(eq(signOnProviders.tenantId, tenantId));
  return row ?? null;
}

export const secretSeal = ({ tenantId, id }: Pick<Provider, "tenantId" | "id">) => ({
  purpose: "sign-on-client-secret",
  owner: `${tenantId}:${id}`,
});

/** Who this service is to the provider, with the secret in the clear. */
export const toOidcClient = (provider: Provider): OidcClient => ({
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: unseal(provider.clientSecret, secretSeal(provider)),
});
