import "server-only";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Transaction } from "@/db/client";
import { scimUsers } from "@/db/schema/scim";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { ScimError } from "@/lib/auth/scim-error";
import { revokeSessions } from "@/lib/auth/sessions";
import { supersedeUserTokens } from "@/lib/auth/user-tokens";
import { readProvider } from "@/lib/sign-on/queries";
import { maskText } from "@/lib/users/rules";
import { findScimUser, readScimUser, type ScimRow, toResource, toUser } from "./queries";
import { applyPatch, type ScimUser, shownName, toScimUser } from "./rules";
import { patchSchema, scimUserSchema } from "./schema";

type Resource = ReturnType<typeof toResource>;

/** Makes a user, or takes up again one whom the directory had deleted. Throws 409 where there is one already. */
export async function createScimUser(ctx: TenantContext, body: unknown): Promise<Resource> {
  authorize(ctx, "users:write");
  const wanted = toScimUser(read(scimUserSchema, body));
  return refusingTaken(() =>
    transaction(ctx, async (tx) => {
      const found = await findScimUser(tx, ctx.tenantId, wanted);
      if (found && !found.deletedAt) throw taken();
      if (found) {
        const locked = await lockUser(tx, ctx, found.id, { isDeleted: true });
        return save(tx, ctx, locked, wanted);
      }
      const id = await insertUser(tx, ctx, wanted);
      return toResource(await readScimUser(tx, ctx.tenantId, id));
    }),
  );
}

async function insertUser(tx: Transaction, ctx: TenantContext, wanted: ScimUser): Promise<string> {
  const { tenantId } = ctx;
  const role = (await readProvider(tx, tenantId))?.defaultRole ?? "viewer";
  const state = wanted.active ? "active" : "deactivated";
  const values = { tenantId, email: wanted.email, name: shownName(wanted), role, state } as const;
  const [row] = await tx.insert(users).values(values).returning({ id: users.id });
  if (!row) throw new Error("user was not created");
  await writeDetails(tx, ctx, row.id, wanted);
  await recordAudit(tx, ctx, {
    action: "user.provisioned",
    targetType: "user",
    targetId: row.id,
    details: { email: maskText(wanted.email), role, state },
  });
  return row.id;
}

/** Puts a whole user in the place of what is known (RFC 7644, 3.5.1). */
export async function replaceScimUser(
  ctx: TenantContext,
  id: string,
  body: unknown,
): Promise<Resource> {
  authorize(ctx, "users:write");
  const wanted = toScimUser(read(scimUserSchema, body));
  return refusingTaken(() =>
    transaction(ctx, async (tx) => save(tx, ctx, await lockUser(tx, ctx, id), wanted)),
  );
}

/** Applies the operations of a PATCH, all or none (RFC 7644, 3.5.2). */
export async function patchScimUser(
  ctx: TenantContext,
  id: string,
  body: unknown,
): Promise<Resource> {
  authorize(ctx, "users:write");
  const patch = read(patchSchema, body);
  return refusingTaken(() =>
    transaction(ctx, async (tx) => {
      const row = await lockUser(tx, ctx, id);
      return save(tx, ctx, row, applyPatch(toUser(row), patch));
    }),
  );
}

/** Shuts the user out at once; the directory finds them no more, the environment keeps them as deactivated. */
export async function deleteScimUser(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const row = await lockUser(tx, ctx, id);
    await save(tx, ctx, row, { ...toUser(row), active: false });
    await tx
      .update(scimUsers)
      .set({ deletedAt: new Date(), externalId: null })
      .where(and(eq(scimUsers.tenantId, ctx.tenantId), eq(scimUsers.userId, id)));
  });
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ScimError(400, `${issue?.path.join(".")}: ${issue?.message}`, "invalidValue");
}

const taken = () => new ScimError(409, "There is such a user already", "uniqueness");

async function refusingTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error) ? taken() : error;
  }
}

async function lockUser(
  tx: Transaction,
  ctx: TenantContext,
  id: string,
  { isDeleted = false } = {},
): Promise<ScimRow> {
  if (isDeleted)
    await tx
      .update(scimUsers)
      .set({ deletedAt: null })
      .where(and(eq(scimUsers.tenantId, ctx.tenantId), eq(scimUsers.userId, id)));
  const seen = await readScimUser(tx, ctx.tenantId, id);
  await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, ctx.tenantId), eq(users.id, seen.id)))
    .for("update");
  const row = await readScimUser(tx, ctx.tenantId, id);
  if (row.role === "master")
    throw new ScimError(403, "Master accounts are managed in the service alone");
  return row;
}

async function save(
  tx: Transaction,
  ctx: TenantContext,
  row: ScimRow,
  wanted: ScimUser,
): Promise<Resource> {
  const before = toUser(row);
  const name = shownName(wanted);
  const state = nextState(row.state, wanted.active);
  const own = { tenantId: ctx.tenantId, id: row.id };
  const isShown = wanted.displayName ?? wanted.familyName ?? wanted.givenName;
  await tx
    .update(users)
    .set({ email: wanted.email, state, updatedAt: new Date(), ...(isShown ? { name } : {}) })
    .where(and(eq(users.tenantId, own.tenantId), eq(users.id, own.id)));
  await writeDetails(tx, ctx, row.id, wanted);
  if (state === "deactivated" && row.state !== state) await revokeSessions(tx, own);
  if (state !== row.state || wanted.email !== row.email) await supersedeUserTokens(tx, own);
  await recordAudit(tx, ctx, {
    action: actionOf(row.state, state),
    targetType: "user",
    targetId: row.id,
    details: { before: masked(before), after: masked(wanted) },
  });
  return toResource(await readScimUser(tx, ctx.tenantId, row.id));
}

type State = ScimRow["state"];

/** Who has been invited and has not come yet stays so. */
function nextState(state: State, isActive: boolean): State {
  if (!isActive) return "deactivated";
  return state === "deactivated" ? "active" : state;
}

function actionOf(before: State, after: State): string {
  if (before === after) return "user.updated";
  return after === "deactivated" ? "user.deactivated" : "user.reactivated";
}

const masked = ({ active, email, userName, externalId }: ScimUser) => ({
  active,
  email: maskText(email),
  userName: maskText(userName),
  externalId,
});

async function writeDetails(tx: Transaction, ctx: TenantContext, userId: string, user: ScimUser) {
  const { userName, externalId, displayName, givenName, familyName } = user;
  const values = { userName, externalId, displayName, givenName, familyName };
  const set = { ...values, userNameKey: userName.toLowerCase(), updatedAt: new Date() };
  await tx
    .insert(scimUsers)
    .values({ tenantId: ctx.tenantId, userId, ...set })
    .onConflictDoUpdate({ target: [scimUsers.tenantId, scimUsers.userId], set });
}
