import { sql } from "drizzle-orm";
import { secondStepPolicies } from "@/db/schema/factors";
import { users } from "@/db/schema/users";

/** Read with the session's row: the tenant's policy and whether the user has a second step of any kind. */
export const secondStepColumns = {
  joinedAt: users.createdAt,
  isSecondStepRequired: secondStepPolicies.isRequired,
  requiredSince: secondStepPolicies.requiredSince,
  graceDays: secondStepPolicies.graceDays,
  hasSecondStep: sql<boolean>`(
    exists (select from totp_factors f where f.tenant_id = ${users.tenantId} and f.user_id = ${users.id}
      and f.confirmed_at is not null)
    or exists (select from passkeys p where p.tenant_id = ${users.tenantId} and p.user_id = ${users.id}))`,
};

type Row = {
  joinedAt: Date;
  isSecondStepRequired: boolean | null;
  requiredSince: Date | null;
  graceDays: number | null;
  hasSecondStep: boolean;
};

/** By when a user has to set up a second step, counted from the policy's start or from joining, whichever is later. */
export function secondStepDue(row: Row): Date | null {
  if (!row.isSecondStepRequired || row.hasSecondStep || !row.requiredSince) return null;
  const from = Math.max(row.requiredSince.getTime(), row.joinedAt.getTime());
  return new Date(from + (row.graceDays ?? 0) * 24 * 3600 * 1000);
}
