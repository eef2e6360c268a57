import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { signOnIdentities } from "@/db/schema/sign-on";
import { tenants } from "@/db/schema/tenants";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { type Provider, readProvider } from "@/lib/sign-on/queries";
import { findCapturingTenant } from "@/lib/sign-on-domains/queries";
import { domainOf } from "./rules";

/** The provider that people with this e-mail address sign in by, or null. */
export async function findProviderFor(email: string): Promise<Provider | null> {
  const tenantId = await findCapturingTenant(domainOf(email));
  if (!tenantId) return null;
  const provider = await findUsableProvider(tenantId);
  return provider?.isOn ? provider : null;
}

/** The provider of an active tenant, switched on or not. */
export async function findUsableProvider(tenantId: string): Promise<Provider | null> {
  return readTransaction({ tenantId, actor: { id: null } }, async (tx) => {
    const [tenant] = await tx
      .select({ state: tenants.state })
      .from(tenants)
      .where(eq(tenants.id, tenantId));
    return tenant?.state === "active" ? readProvider(tx, tenantId) : null;
  });
}

type Subject = { issuer: string; subject: string };

/** The user whom the provider's subject is, locked until the transaction ends; null when nobody is linked yet. */
export async function lockUserBySubject(tx: Transaction, tenantId: string, person: Subject) {
  const [row] = await tx
    .select({ user: users })
    .from(signOnIdentities)
    .innerJoin(
      users,
      and(eq(users.tenantId, signOnIdentities.tenantId), eq(users.id, signOnIdentities.userId)),
    )
    .where(
      and(
        eq(signOnIdentities.tenantId, tenantId),
        eq(signOnIdentities.issuer, person.issuer),
        eq(signOnIdentities.subject, person.subject),
      ),
    )
    .for("update", { of: users });
  return row?.user ?? null;
}

/** The user with an e-mail address, locked until the transaction ends. */
export async function lockUserByEmail(tx: Transaction, tenantId: string, email: string) {
  const [row] = await tx
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.email, email)))
    .for("update");
  return row ?? null;
}
