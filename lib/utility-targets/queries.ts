import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { attributeValueMaxLength } from "@/lib/attributes/rules";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { fieldError } from "@/lib/errors";
import { expressionCondition, getGroup } from "@/lib/groups/queries";
import { getTag } from "@/lib/tags/queries";
import type { UtilityInput } from "@/lib/utilities/schema";

export type UtilitySample = { id: string; email: string; before: string; after: string };
export type DryRun = { total: number; samples: UtilitySample[] };

const sampleSize = 10;
const nameLimit = 100;

/** How many addresses a utility would change now, and some of them. */
export async function dryRunUtility(ctx: TenantContext, input: UtilityInput): Promise<DryRun> {
  authorize(ctx, "utilities:use");
  return readTransaction(ctx, async (tx, inner) => {
    const condition = await utilityTargets(inner, input);
    const total = await tx.$count(addresses, condition);
    if (input.kind === "export") return { total, samples: [] };
    const isReplacing = input.kind === "replace";
    const samples = await tx
      .select({
        id: addresses.id,
        email: addresses.email,
        before: isReplacing ? fieldText(input.field) : sql<string>`${addresses.name}`,
        after: isReplacing ? replacedText(input) : sql<string>`''`,
      })
      .from(addresses)
      .where(condition)
      .orderBy(addresses.id)
      .limit(sampleSize);
    return { total, samples };
  });
}

/** The rows of `addresses` that a utility changes. Throws where it names a tag, group or field that is not there. */
export async function utilityTargets(
  ctx: TenantContext,
  input: UtilityInput,
): Promise<SQL | undefined> {
  authorize(ctx, "utilities:use");
  const own = eq(addresses.tenantId, ctx.tenantId);
  switch (input.kind) {
    case "retag":
      return and(own, await retagged(ctx, input));
    case "replace":
      await refuseUnfit(ctx, input);
      return and(own, matches(input));
    case "remove":
      return and(own, removed(ctx.tenantId, input));
    case "duplicates": {
      await findDefinition(ctx, input.field);
      const twins = rankedTwins(ctx.tenantId, input);
      return and(own, sql`${addresses.id} in (select r.id from (${twins}) r where r.place > 1)`);
    }
    default:
      return own;
  }
}

type Of<K extends UtilityInput["kind"]> = Extract<UtilityInput, { kind: K }>;

async function retagged(ctx: TenantContext, input: Of<"retag">): Promise<SQL | undefined> {
  await getTag(ctx, input.fromTagId);
  await getTag(ctx, input.toTagId);
  const has = (tagId: string) => expressionCondition(ctx.tenantId, { op: "tag", tagId });
  const group = input.groupId ? await getGroup(ctx, input.groupId) : null;
  return and(
    has(input.fromTagId),
    group ? expressionCondition(ctx.tenantId, group.expression) : undefined,
    input.keepsFrom ? sql`not ${has(input.toTagId)}` : undefined,
  );
}

/** The text of the name or of an attribute; empty where there is none. */
function fieldText(field: string): SQL<string> {
  return field === "name"
    ? sql<string>`${addresses.name}`
    : sql<string>`coalesce(${addresses.attributes} ->> ${field}::text, '')`;
}

/** What the field holds after find and replace. */
export function replacedText({ field, find, replacement, match }: Of<"replace">): SQL<string> {
  return match === "whole"
    ? sql<string>`${replacement}::text`
    : sql<string>`btrim(replace(${fieldText(field)}, ${find}::text, ${replacement}::text))`;
}

/** What would become too long stays as it is. */
function matches(input: Of<"replace">): SQL {
  const text = fieldText(input.field);
  const limit = input.field === "name" ? nameLimit : attributeValueMaxLength;
  const isFound =
    input.match === "whole"
      ? sql`${text} = ${input.find}::text`
      : sql`strpos(${text}, ${input.find}::text) > 0`;
  const result = replacedText(input);
  return sql`(${isFound} and ${result} <> ${text} and char_length(${result}) <= ${limit}::int)`;
}

async function refuseUnfit(ctx: TenantContext, input: Of<"replace">): Promise<void> {
  const definition = await findDefinition(ctx, input.field);
  if (!definition || definition.type === "text") return;
  const isChoice = definition.type === "choice" && input.match === "whole";
  if (!isChoice) throw fieldError("field", "utilities.errors.unfitField");
  if (input.replacement !== "" && !definition.choices.includes(input.replacement))
    throw fieldError("replacement", "attributes.problems.invalidChoice");
}

async function findDefinition(scope: TenantContext, field: string) {
  if (field === "name") return null;
  const found = (await listAttributes(scope, "address")).find(({ key }) => key === field);
  if (!found) throw fieldError("field", "utilities.errors.unknownField");
  return found;
}

/** Nobody can have a mailbox there (RFC 2606, RFC 6761, JPRS's reserved names). */
const testDomains =
  "@([^@]+[.])?(example[.](com|net|org|jp|co[.]jp|ne[.]jp)|[^@.]+[.](example|test|invalid|localhost))$";

function removed(tenantId: string, { reason, days }: Of<"remove">): SQL | undefined {
  if (reason === "test") return sql`${addresses.email} ~ ${testDomains}`;
  if (reason !== "inactive") return expressionCondition(tenantId, { op: "state", state: reason });
  const lately = (event: "opened" | "clicked") =>
    expressionCondition(tenantId, { op: "activity", event, test: "within", days });
  const since = sql`now() - ${days}::int * interval '1 day'`;
  return and(
    sql`${addresses.createdAt} < ${since}`,
    sql`not ${lately("opened")}`,
    sql`not ${lately("clicked")}`,
    sql`exists (select 1 from recipients got where got.tenant_id = ${tenantId}
      and got.address_id = ${addresses.id} and got.accepted_at < ${since})`,
  );
}

/** Every address with its place among its twins (1 is kept) and the one that is kept; width, case and blanks make no difference. */
function rankedTwins(tenantId: string, { field, keeps }: Of<"duplicates">): SQL {
  const blanks = "\\s+";
  const text = sql`lower(regexp_replace(normalize(${fieldText(field)}, NFKC), ${blanks}::text, '', 'g'))`;
  const order = keeps === "oldest" ? sql`t.created_at, t.id` : sql`t.created_at desc, t.id desc`;
  return sql`select t.id, row_number() over w as place, first_value(t.id) over w as kept
    from (select addresses.id, addresses.created_at, ${text} as text from addresses
      where addresses.tenant_id = ${tenantId}) t
    where t.text <> '' window w as (partition by t.text order by ${order})`;
}

type Place = { input: UtilityInput; after: string | null; most: number };

/** The next addresses that a run has to go through, locked, each with the twin that is kept. */
export async function nextTargets(
  tx: Transaction,
  tenantId: string,
  condition: SQL | undefined,
  { input, after, most }: Place,
): Promise<{ id: string; kept: string }[]> {
  const next = after ? sql`addresses.id > ${after}` : sql`true`;
  const rows =
    input.kind === "duplicates"
      ? await tx.execute<{ id: string; kept: string }>(sql`
          select addresses.id, r.kept from addresses
          join (${rankedTwins(tenantId, input)}) r on r.id = addresses.id and r.place > 1
          where addresses.tenant_id = ${tenantId} and ${next}
          order by addresses.id limit ${most} for update of addresses`)
      : await tx.execute<{ id: string; kept: string }>(sql`
          select addresses.id, addresses.id as kept from addresses
          where ${condition} and ${next} order by addresses.id limit ${most} for update of addresses`);
  return [...rows];
}
