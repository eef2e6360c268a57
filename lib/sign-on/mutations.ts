import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { signOnProviders } from "@/db/schema/sign-on";
import { sessions, users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { assignableRoles } from "@/db/values";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { seal } from "@/lib/secret-box";
import { type Provider, readProvider, secretSeal } from "./queries";
import type { ProviderPolicyInput, SaveProviderInput } from "./schema";

const shownValues = ({
  preset,
  issuer,
  clientId,
}: Pick<Provider, "preset" | "issuer" | "clientId">) => ({
  preset,
  issuer,
  clientId,
});
const policyOf = ({ isOn, isRequired, createsUsers, defaultRole }: ProviderPolicyInput) => ({
  isOn,
  isRequired,
  createsUsers,
  defaultRole,
});

/** Stores who the provider is; a change of it has to be tested again, and until then nobody is sent there. */
export async function saveProvider(ctx: TenantContext, input: SaveProviderInput): Promise<void> {
  authorize(ctx, "access:write");
  const { clientSecret, ...shown } = input;
  await transaction(ctx, async (tx) => {
    const before = await lockProvider(tx, ctx.tenantId);
    const isSame = isSameClient(before, shown);
    if (!clientSecret) refuseMissingSecret(before, isSame);
    const own = { tenantId: ctx.tenantId, id: before?.id ?? randomUUID() };
    const sealed = clientSecret
      ? seal(clientSecret, secretSeal(own))
      : (before?.clientSecret ?? "");
    const values = { ...shown, clientSecret: sealed, updatedAt: new Date() };
    const reset = isSame && !clientSecret ? {} : { testedAt: null, isOn: false, isRequired: false };
    if (before) await updateProvider(tx, before, { ...values, ...reset });
    else await tx.insert(signOnProviders).values({ ...own, ...values });
    await recordAudit(tx, ctx, {
      action: "sign_on.provider_saved",
      targetType: "sign_on_provider",
      targetId: own.id,
      details: {
        before: before && shownValues(before),
        after: shownValues(shown),
        isSecretReplaced: clientSecret !== "",
      },
    });
  });
}

type Shown = Pick<SaveProviderInput, "issuer" | "clientId">;

const isSameClient = (before: Provider | null, after: Shown): boolean =>
  before?.issuer === after.issuer && before.clientId === after.clientId;

/** A secret belongs to one client of one provider: it is never sent to another that was typed later. */
function refuseMissingSecret(before: Provider | null, isSame: boolean): void {
  if (!before) throw fieldError("clientSecret", "required");
  if (!isSame) throw fieldError("clientSecret", "signOn.errors.secretAgain");
}

/** Switches sign-on on or off and says whom it admits; `isRequired` ends the password sessions of all but masters. */
export async function changeProviderPolicy(
  ctx: TenantContext,
  input: ProviderPolicyInput,
): Promise<void> {
  authorize(ctx, "access:write");
  await transaction(ctx, async (tx) => {
    const before = await lockProvider(tx, ctx.tenantId);
    if (!before) throw notFound();
    if (input.isOn && !before.testedAt) throw fieldError("isOn", "signOn.errors.notTested");
    if (input.isRequired && !input.isOn)
      throw fieldError("isRequired", "signOn.errors.requiredOff");
    if (input.isRequired) await refuseWithoutMasterPassword(tx, ctx.tenantId);
    const after = policyOf(input);
    await updateProvider(tx, before, { ...after, updatedAt: new Date() });
    if (input.isRequired && !before.isRequired) await endPasswordSessions(tx, ctx.tenantId);
    await recordAudit(tx, ctx, {
      action: "sign_on.policy_changed",
      targetType: "sign_on_provider",
      targetId: before.id,
      details: { before: policyOf(before), after },
    });
  });
}

/** Removes the provider with everything known of it; people sign in with passwords again. */
export async function deleteProvider(ctx: TenantContext): Promise<void> {
  authorize(ctx, "access:write");
  await transaction(ctx, async (tx) => {
    const before = await lockProvider(tx, ctx.tenantId);
    if (!before) throw notFound();
    await tx.delete(signOnProviders).where(eq(signOnProviders.tenantId, ctx.tenantId));
    await recordAudit(tx, ctx, {
      action: "sign_on.provider_deleted",
      targetType: "sign_on_provider",
      targetId: before.id,
      details: { before: { ...shownValues(before), ...policyOf(before) } },
    });
  });
}

async function lockProvider(tx: Transaction, tenantId: string): Promise<Provider | null> {
  await tx
    .select({ id: signOnProviders.id })
    .from(signOnProviders)
    .where(eq(signOnProviders.tenantId, tenantId))
    .for("update");
  return readProvider(tx, tenantId);
}

async function updateProvider(
  tx: Transaction,
  { tenantId, id }: Provider,
  values: Partial<typeof signOnProviders.$inferInsert>,
): Promise<void> {
  await tx
    .update(signOnProviders)
    .set(values)
    .where(and(eq(signOnProviders.tenantId, tenantId), eq(signOnProviders.id, id)));
}

/** Someone has to get in when the provider does not answer. */
async function refuseWithoutMasterPassword(tx: Transaction, tenantId: string): Promise<void> {
  const masters = await tx
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.role, "master"), eq(users.state, "active")));
  if (!masters.some(({ passwordHash }) => passwordHash !== null))
    throw new AppError("conflict", "signOn.errors.noMasterPassword");
}

async function endPasswordSessions(tx: Transaction, tenantId: string): Promise<void> {
  const others = tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), inArray(users.role, assignableRoles)));
  await tx
    .update(sessions)
    .set({ revokedAt: new Date() })
    .where(
      and(
        eq(sessions.tenantId, tenantId),
        eq(sessions.way, "password"),
        isNull(sessions.revokedAt),
        inArray(sessions.userId, others),
      ),
    );
}
