import "server-only";
import { and, asc, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { scimUsers } from "@/db/schema/scim";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { ScimError } from "@/lib/auth/scim-error";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";
import { isUuid } from "@/lib/uuid";
import { type Condition, parseFilter, type ScimUser, userSchemaId } from "./rules";

export const pageMost = 200;
const pageUsual = 100;

/** Users whom the directory has not made have their e-mail address as their name. */
const userName = sql<string>`coalesce(${scimUsers.userName}, ${users.email})`;
const userNameKey = sql<string>`coalesce(${scimUsers.userNameKey}, ${users.email})`;

const columns = {
  id: users.id,
  name: users.name,
  role: users.role,
  state: users.state,
  email: users.email,
  createdAt: users.createdAt,
  updatedAt: users.updatedAt,
  userName,
  externalId: scimUsers.externalId,
  displayName: scimUsers.displayName,
  givenName: scimUsers.givenName,
  familyName: scimUsers.familyName,
  deletedAt: scimUsers.deletedAt,
};

export type ScimRow = Awaited<ReturnType<typeof select>>[number];

function select(tx: Transaction, tenantId: string, where: SQL | undefined) {
  return tx
    .select(columns)
    .from(users)
    .leftJoin(
      scimUsers,
      and(eq(scimUsers.tenantId, users.tenantId), eq(scimUsers.userId, users.id)),
    )
    .where(and(eq(users.tenantId, tenantId), where));
}

function matching(condition: Condition): SQL | undefined {
  switch (condition.field) {
    case "userName":
      return sql`${userNameKey} = ${condition.value.toLowerCase()}`;
    case "externalId":
      return eq(scimUsers.externalId, condition.value);
    case "email":
      return eq(users.email, condition.value.toLowerCase());
    case "active":
      return condition.value
        ? sql`${users.state} <> 'deactivated'`
        : sql`${users.state} = 'deactivated'`;
    case "id":
      return isUuid(condition.value) ? eq(users.id, condition.value) : sql`false`;
  }
}

/** A page of users as a directory asks for it: `startIndex` counts from 1 (RFC 7644, 3.4.2.4). */
export async function listScimUsers(ctx: TenantContext, search: URLSearchParams) {
  authorize(ctx, "users:read");
  const filter = search.get("filter");
  const conditions = filter ? parseFilter(filter) : [];
  const where = and(isNull(scimUsers.deletedAt), ...conditions.map(matching));
  const startIndex = Math.max(1, readNumber(search.get("startIndex"), 1));
  const limit = Math.min(pageMost, Math.max(0, readNumber(search.get("count"), pageUsual)));
  const { rows, total } = await readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select({ total: count() })
      .from(users)
      .leftJoin(
        scimUsers,
        and(eq(scimUsers.tenantId, users.tenantId), eq(scimUsers.userId, users.id)),
      )
      .where(and(eq(users.tenantId, ctx.tenantId), where));
    const page = await select(tx, ctx.tenantId, where)
      .orderBy(asc(users.createdAt), asc(users.id))
      .limit(limit)
      .offset(startIndex - 1);
    return { rows: page, total: found?.total ?? 0 };
  });
  return {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: total,
    startIndex,
    itemsPerPage: rows.length,
    Resources: rows.map(toResource),
  };
}

function readNumber(text: string | null, usual: number): number {
  if (text === null) return usual;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || Math.abs(number) > 1e9)
    throw new ScimError(400, "startIndex and count are whole numbers", "invalidValue");
  return number;
}

/** One user. Throws 404 also for those the directory has deleted. */
export async function getScimUser(ctx: TenantContext, id: string) {
  authorize(ctx, "users:read");
  return toResource(await readTransaction(ctx, (tx) => readScimUser(tx, ctx.tenantId, id)));
}

export async function readScimUser(tx: Transaction, tenantId: string, id: string) {
  const [row] = isUuid(id)
    ? await select(tx, tenantId, and(eq(users.id, id), isNull(scimUsers.deletedAt)))
    : [];
  if (!row) throw new ScimError(404, "No such user");
  return row;
}

/** A user with the e-mail address or the name, also one the directory has deleted. */
export async function findScimUser(
  tx: Transaction,
  tenantId: string,
  wanted: Pick<ScimUser, "email" | "userName">,
) {
  const [row] = await select(
    tx,
    tenantId,
    sql`(${users.email} = ${wanted.email} or ${userNameKey} = ${wanted.userName.toLowerCase()})`,
  ).orderBy(sql`${users.email} = ${wanted.email} desc`);
  return row ?? null;
}

export const toUser = (row: ScimRow): ScimUser => ({
  userName: row.userName,
  externalId: row.externalId,
  active: row.state !== "deactivated",
  email: row.email,
  displayName: row.displayName,
  givenName: row.givenName,
  familyName: row.familyName,
});

/** The user as RFC 7643, 4.1 and 8.2 show one. */
export function toResource(row: ScimRow) {
  return {
    schemas: [userSchemaId],
    id: row.id,
    ...(row.externalId ? { externalId: row.externalId } : {}),
    userName: row.userName,
    displayName: row.displayName ?? row.name,
    name: {
      formatted: row.name,
      ...(row.givenName ? { givenName: row.givenName } : {}),
      ...(row.familyName ? { familyName: row.familyName } : {}),
    },
    emails: [{ value: row.email, type: "work", primary: true }],
    active: row.state !== "deactivated",
    meta: {
      resourceType: "User",
      created: row.createdAt.toISOString(),
      lastModified: row.updatedAt.toISOString(),
      location: absoluteUrl(paths.scimUser(row.id)),
    },
  };
}
