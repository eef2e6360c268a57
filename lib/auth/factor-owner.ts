import { type SQL, sql } from "drizzle-orm";
import {
  operatorChallenges,
  operatorRecoveryCodes,
  operatorTotp,
  recoveryCodes,
  signInChallenges,
  totpFactors,
} from "@/db/schema/factors";

/** Whose second step it is: users and operators have tables of their own and share all the code. */
export type FactorOwner =
  | { kind: "user"; tenantId: string; id: string }
  | { kind: "operator"; id: string };

export const userOwner = (user: { tenantId: string; id: string }): FactorOwner => ({
  kind: "user",
  tenantId: user.tenantId,
  id: user.id,
});

export const operatorOwner = ({ id }: { id: string }): FactorOwner => ({ kind: "operator", id });

/** The name under which an owner's secrets are sealed and hashed. */
export const ownerKey = (owner: FactorOwner): string =>
  owner.kind === "user" ? `${owner.tenantId}:${owner.id}` : `operator:${owner.id}`;

export const ownerTables = (owner: FactorOwner) =>
  owner.kind === "user"
    ? { totp: totpFactors, codes: recoveryCodes, challenges: signInChallenges }
    : { totp: operatorTotp, codes: operatorRecoveryCodes, challenges: operatorChallenges };

export const ownRows = (owner: FactorOwner): SQL =>
  owner.kind === "user"
    ? sql`tenant_id = ${owner.tenantId} and user_id = ${owner.id}`
    : sql`operator_id = ${owner.id}`;

export const ownerColumns = (owner: FactorOwner): SQL =>
  owner.kind === "user" ? sql`tenant_id, user_id` : sql`operator_id`;

export const ownerValues = (owner: FactorOwner): SQL =>
  owner.kind === "user" ? sql`${owner.tenantId}::uuid, ${owner.id}::uuid` : sql`${owner.id}::uuid`;
