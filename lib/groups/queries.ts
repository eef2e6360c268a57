import "server-only";
import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses, addressTags, groups } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { authorize, can, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { normalizeExpression } from "./rules";
import type { AttributeExpression, Expression, PreviewGroupInput } from "./schema";
import { expressionSchema } from "./schema";

export type GroupSummary = {
  id: string;
  name: string;
  description: string;
  expression: Expression;
};
export type GroupWithCount = GroupSummary & { addressCount: number };
export type GroupMember = { id: string; email: string; name: string };
export type GroupPreview = { addressCount: number; members: GroupMember[] };

export const previewSize = 20;

/** Whether an address (a row of the table `addresses` in the query at hand) belongs to the expression; never null. */
export function expressionCondition(tenantId: string, expression: Expression): SQL {
  switch (expression.op) {
    case "tag":
      return sql`exists (select 1 from ${addressTags} where ${addressTags.tenantId} = ${tenantId}
        and ${addressTags.tagId} = ${expression.tagId} and ${addressTags.addressId} = ${addresses.id})`;
    case "attribute":
      return attributeCondition(expression);
    case "not":
      return sql`not (${expressionCondition(tenantId, expression.item)})`;
    default: {
      const parts = expression.items.map((item) => expressionCondition(tenantId, item));
      return sql`(${sql.join(parts, expression.op === "and" ? sql` and ` : sql` or `)})`;
    }
  }
}

/** A jsonb value is compared as what it is: a number never as text, a text never as a number. */
function attributeCondition({ key, test, value }: AttributeExpression): SQL {
  const json = sql`(${addresses.attributes} -> ${key}::text)`;
  const text = sql`(${addresses.attributes} ->> ${key}::text)`;
  switch (test) {
    case "empty":
      return sql`coalesce(${text}, '') = ''`;
    case "contains":
      return sql`coalesce(strpos(lower(${text}), lower(${value}::text)) > 0, false)`;
    case "before":
      return dateCondition(json, text, sql`<`, value);
    case "after":
      return dateCondition(json, text, sql`>`, value);
    case "atLeast":
      return numberCondition(json, sql`>=`, value);
    case "atMost":
      return numberCondition(json, sql`<=`, value);
    default:
      return sql`(case when jsonb_typeof(${json}) = 'string' then ${text} = ${value}::text
        else ${numberCondition(json, sql`=`, value)} end)`;
  }
}

function numberCondition(json: SQL, operator: SQL, value: string): SQL {
  if (!/^-?\d+(?:\.\d+)?$/.test(value)) return sql`false`;
  return sql`(case when jsonb_typeof(${json}) = 'number' then ${json}::numeric ${operator} ${value}::numeric else false end)`;
}

/** ISO dates sort as text, byte by byte. */
function dateCondition(json: SQL, text: SQL, operator: SQL, value: string): SQL {
  return sql`(case when jsonb_typeof(${json}) = 'string' and ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
    then ${text} collate "C" ${operator} ${value}::text collate "C" else false end)`;
}

const columns = {
  id: groups.id,
  name: groups.name,
  description: groups.description,
  expression: groups.expression,
};

const withExpression = (row: Omit<GroupSummary, "expression"> & { expression: unknown }) => ({
  ...row,
  expression: expressionSchema.parse(row.expression),
});

/** Every group by name. */
export async function listGroups(ctx: TenantContext): Promise<GroupSummary[]> {
  authorize(ctx, "groups:read");
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select(columns)
      .from(groups)
      .where(eq(groups.tenantId, ctx.tenantId))
      .orderBy(asc(groups.name)),
  );
  return found.map(withExpression);
}

/** Every group by name with the number of addresses it has at this moment. */
export async function listGroupsWithCounts(ctx: TenantContext): Promise<GroupWithCount[]> {
  authorize(ctx, "groups:read");
  return readTransaction(ctx, async (tx, inner) => {
    const found = await listGroups(inner);
    if (found.length === 0) return [];
    const counts = await countMembers(
      tx,
      ctx,
      found.map((group) => group.expression),
    );
    return found.map((group, index) => ({ ...group, addressCount: counts[index] ?? 0 }));
  });
}

export async function getGroup(ctx: TenantContext, id: string): Promise<GroupSummary> {
  authorize(ctx, "groups:read");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select(columns)
      .from(groups)
      .where(and(eq(groups.tenantId, ctx.tenantId), eq(groups.id, id)));
    if (!found) throw notFound();
    return withExpression(found);
  });
}

/** How many addresses an expression has now, and the newest of them for those who may see addresses. */
export async function previewGroup(
  ctx: TenantContext,
  { expression }: PreviewGroupInput,
): Promise<GroupPreview> {
  authorize(ctx, "groups:read");
  return readTransaction(ctx, async (tx, inner) => {
    if (!can(ctx, "addresses:read")) {
      const [addressCount = 0] = await countMembers(tx, ctx, [expression]);
      return { addressCount, members: [] };
    }
    const definitions = await listAttributes(inner, "address");
    const fields = new Map(definitions.map((definition) => [definition.key, definition]));
    const normal = normalizeExpression(expression, fields);
    const [addressCount = 0] = await countMembers(tx, ctx, [normal]);
    return { addressCount, members: await firstMembers(tx, ctx, normal) };
  });
}

/** One statement for any number of expressions. */
async function countMembers(
  tx: Transaction,
  ctx: TenantContext,
  expressions: Expression[],
): Promise<number[]> {
  const counts = expressions.map(
    (expression) => sql`(select count(*) from ${addresses}
      where ${addresses.tenantId} = ${ctx.tenantId} and ${expressionCondition(ctx.tenantId, expression)})`,
  );
  const [row] = await tx.execute<{ counts: string[] }>(
    sql`select array[${sql.join(counts, sql`, `)}]::text[] as counts`,
  );
  return (row?.counts ?? []).map(Number);
}

function firstMembers(
  tx: Transaction,
  ctx: TenantContext,
  expression: Expression,
): Promise<GroupMember[]> {
  return tx
    .select({ id: addresses.id, email: addresses.email, name: addresses.name })
    .from(addresses)
    .where(and(eq(addresses.tenantId, ctx.tenantId), expressionCondition(ctx.tenantId, expression)))
    .orderBy(desc(addresses.createdAt), desc(addresses.id))
    .limit(previewSize);
}
