import { and, asc, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { applications } from "@/db/schema/applications";
import { tenantEndings } from "@/db/schema/endings";
import { tenants } from "@/db/schema/tenants";
import { users } from "@/db/schema/users";
import type { CertificateRecipient } from "./schema";

/** Contracts that end and whose certificate has not been sent. */
export async function listOpenEndings() {
  return controlDb()
    .select()
    .from(tenantEndings)
    .where(sql`${tenantEndings.certificateSentAt} is null`)
    .orderBy(asc(tenantEndings.endsOn));
}

export type Ending = Awaited<ReturnType<typeof listOpenEndings>>[number];

/** The environment's own row, or null once it is erased. */
export async function findTenantRow(tx: Transaction, tenantId: string) {
  const [row] = await tx.select().from(tenants).where(eq(tenants.id, tenantId));
  return row ?? null;
}

export async function listUserEmails(tx: Transaction, tenantId: string): Promise<string[]> {
  const rows = await tx
    .select({ email: users.email })
    .from(users)
    .where(eq(users.tenantId, tenantId));
  return rows.map(({ email }) => email);
}

/** The oldest active master account, in the language of the sign-up. */
export async function findCertificateRecipient(
  tx: Transaction,
  tenant: { id: string; name: string; accountId: string },
): Promise<CertificateRecipient | null> {
  const [master] = await tx
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.tenantId, tenant.id), eq(users.role, "master"), eq(users.state, "active")))
    .orderBy(asc(users.createdAt))
    .limit(1);
  if (!master) return null;
  const [signUp] = await tx
    .select({ locale: applications.locale })
    .from(applications)
    .where(eq(applications.tenantId, tenant.id));
  const locale = signUp?.locale ?? "ja";
  return { email: master.email, locale, company: tenant.name, accountId: tenant.accountId };
}
