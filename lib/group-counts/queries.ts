import "server-only";
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { authorize, can, type TenantContext } from "@/lib/auth/context";
import { expressionCondition, type GroupSummary, listGroups } from "@/lib/groups/queries";
import { normalizeExpression } from "@/lib/groups/rules";
import type { Expression, PreviewGroupInput } from "@/lib/groups/schema";

export type GroupCount = { addressCount: number; isEstimate: boolean };
export type GroupWithCount = GroupSummary & GroupCount;
export type GroupMember = { id: string; email: string; name: string };
export type GroupPreview = GroupCount & { members: GroupMember[] };

const previewSize = 20;
/** Counted one by one up to here; beyond it an estimate comes first. */
export const exactMost = 10_000;
/** Ids are random, so those that begin with one of sixteen digits are a fair sample: about 4 % off at the least count. */
const sampleEnd = "10000000-0000-0000-0000-000000000000";
const sampleShare = 16;

/** Every group by name with the number of addresses it has at this moment, estimated where it is large. */
export async function listGroupsWithCounts(ctx: TenantContext): Promise<GroupWithCount[]> {
  authorize(ctx, "groups:read");
  return readTransaction(ctx, async (tx, inner) => {
    const found = await listGroups(inner);
    const expressions = found.map((group) => group.expression);
    const counts = await quickCounts(tx, ctx, expressions);
    return found.map((group, index) => ({ ...group, ...(counts[index] ?? nobody) }));
  });
}

const nobody: GroupCount = { addressCount: 0, isEstimate: false };

/** About how many addresses an expression has now, and the newest of them for those who may see addresses. */
export async function previewGroup(
  ctx: TenantContext,
  input: PreviewGroupInput,
): Promise<GroupPreview> {
  authorize(ctx, "groups:read");
  return readTransaction(ctx, async (tx, inner) => {
    const expression = await storedSpelling(inner, input.expression);
    const [count = nobody] = await quickCounts(tx, ctx, [expression]);
    return { ...count, members: await firstMembers(tx, ctx, expression) };
  });
}

/** Exactly how many addresses an expression has now, however long the counting takes. */
export async function countGroup(
  ctx: TenantContext,
  input: PreviewGroupInput,
): Promise<GroupCount> {
  authorize(ctx, "groups:read");
  return readTransaction(ctx, async (tx, inner) => {
    const expression = await storedSpelling(inner, input.expression);
    const addressCount = await tx.$count(addresses, membersOf(ctx, expression));
    return { addressCount, isEstimate: false };
  });
}

/** Attribute values as they are stored; whoever may not see addresses learns their number only for saved spellings. */
async function storedSpelling(ctx: TenantContext, expression: Expression): Promise<Expression> {
  if (!can(ctx, "addresses:read")) return expression;
  const definitions = await listAttributes(ctx, "address");
  const fields = new Map(definitions.map((definition) => [definition.key, definition]));
  return normalizeExpression(expression, fields);
}

const membersOf = (ctx: TenantContext, expression: Expression): SQL | undefined =>
  and(eq(addresses.tenantId, ctx.tenantId), expressionCondition(ctx.tenantId, expression));

async function quickCounts(
  tx: Transaction,
  ctx: TenantContext,
  expressions: Expression[],
): Promise<GroupCount[]> {
  const upToMost = (expression: Expression) => sql`(select count(*) from (
    select 1 from ${addresses} where ${membersOf(ctx, expression)} limit ${exactMost + 1}) counted)`;
  const sampled = (
    expression: Expression,
  ) => sql`(select count(*) * ${sampleShare} from ${addresses}
    where ${membersOf(ctx, expression)} and ${addresses.id} < ${sampleEnd}::uuid)`;
  const counted = await countAll(tx, expressions.map(upToMost));
  const large = expressions.filter((_, index) => (counted[index] ?? 0) > exactMost);
  const estimates = await countAll(tx, large.map(sampled));
  return counted.map((addressCount) =>
    addressCount > exactMost
      ? { addressCount: Math.max(estimates.shift() ?? 0, addressCount), isEstimate: true }
      : { addressCount, isEstimate: false },
  );
}

/** One statement for any number of counts. */
async function countAll(tx: Transaction, counts: SQL[]): Promise<number[]> {
  if (counts.length === 0) return [];
  const [row] = await tx.execute<{ counts: string[] }>(
    sql`select array[${sql.join(counts, sql`, `)}]::text[] as counts`,
  );
  return (row?.counts ?? []).map(Number);
}

async function firstMembers(
  tx: Transaction,
  ctx: TenantContext,
  expression: Expression,
): Promise<GroupMember[]> {
  if (!can(ctx, "addresses:read")) return [];
  return tx
    .select({ id: addresses.id, email: addresses.email, name: addresses.name })
    .from(addresses)
    .where(membersOf(ctx, expression))
    .orderBy(desc(addresses.createdAt), desc(addresses.id))
    .limit(previewSize);
}
