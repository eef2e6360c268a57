import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { contextForJob, contextForUser, type TenantContext } from "@/lib/auth/context";
import { effectivePermissions, type RoleName } from "@/lib/auth/permissions";
import { tenants } from "./schema/tenants";
import { users } from "./schema/users";
import { transaction } from "./transaction";

type Changes = { granted?: string[]; denied?: string[]; tagIds?: string[] };

export type TestTenant = {
  tenantId: string;
  userId: string;
  /** The master account's context. */
  ctx: TenantContext;
  /** A new active user of the role and its context. */
  contextFor: (role: RoleName, changes?: Changes) => Promise<TenantContext>;
};

export const uniqueEmail = (prefix = "person"): string =>
  `${prefix}-${randomUUID().slice(0, 12)}@example.jp`;

/** A tenant of its own with a master account, really committed. */
export async function createTestTenant(options: { name?: string } = {}): Promise<TestTenant> {
  const tenantId = randomUUID();
  const name = options.name ?? "テスト株式会社";
  await transaction(contextForJob(tenantId, "test"), (tx) =>
    tx.insert(tenants).values({
      id: tenantId,
      accountId: `EC-${randomUUID().slice(0, 8)}`,
      name,
      planId: "standard",
      storageRegion: "日本 (東京)",
      legalName: name,
      postalAddress: "東京都千代田区千代田1-1",
      complaintContact: "support@example.jp",
    }),
  );
  const ctx = await createTestUser(tenantId, "master");
  return {
    tenantId,
    userId: ctx.actor.id ?? "",
    ctx,
    contextFor: (role, changes) => createTestUser(tenantId, role, changes),
  };
}

async function createTestUser(
  tenantId: string,
  role: RoleName,
  changes: Changes = {},
): Promise<TenantContext> {
  const id = randomUUID();
  const email = uniqueEmail(role);
  const tagIds = changes.tagIds ?? null;
  const user = { role, granted: changes.granted ?? [], denied: changes.denied ?? [], tagIds };
  await transaction(contextForJob(tenantId, "test"), (tx) =>
    tx
      .insert(users)
      .values({ tenantId, id, email, name: `テスト ${role}`, state: "active", ...user }),
  );
  return contextForUser({
    tenantId,
    id,
    email,
    name: `テスト ${role}`,
    role,
    permissions: effectivePermissions({ ...user, isLimited: tagIds !== null }),
    tagScope: tagIds,
    sessionId: randomUUID(),
    request: { ip: "127.0.0.1", userAgent: "vitest", requestId: randomUUID() },
  });
}

/** Thrown on purpose to roll a transaction back. */
export class Rollback extends Error {}

/** Runs `work` in the tenant's transaction and undoes everything it did. */
export async function rolledBack<T>(
  ctx: TenantContext,
  work: (ctx: TenantContext) => Promise<T>,
): Promise<T> {
  let result: { value: T } | undefined;
  await transaction(ctx, async (tx, inner) => {
    await tx.execute(sql`select 1`);
    result = { value: await work(inner) };
    throw new Rollback();
  }).catch((error) => {
    if (!(error instanceof Rollback)) throw error;
  });
  if (!result) throw new Error("work did not finish");
  return result.value;
}
