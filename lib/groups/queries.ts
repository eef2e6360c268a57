import "server-only";
import { and, asc, desc, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import { addresses, addressTags, groups, suppressions } from "@/db/schema/addresses";
import { deliveries, recipients } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { authorize, can, type TenantContext } from "@/lib/auth/context";
import { consentCondition } from "@/lib/consents/queries";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { deliveryIds } from "./rules";
import {
  type ActivityExpression,
  type AttributeExpression,
  type DeliveryExpression,
  type Expression,
  expressionSchema,
  type StateExpression,
} from "./schema";

export type GroupSummary = {
  id: string;
  name: string;
  description: string;
  expression: Expression;
};
/** A delivery that a condition can ask about. */
export type GroupDelivery = { id: string; name: string };

/** Whether an address (a row of the table `addresses` in the query at hand) belongs to the expression; never null. */
export function expressionCondition(tenantId: string, expression: Expression): SQL {
  switch (expression.op) {
    case "tag":
      return sql`exists (select 1 from ${addressTags} where ${addressTags.tenantId} = ${tenantId}
        and ${addressTags.tagId} = ${expression.tagId} and ${addressTags.addressId} = ${addresses.id})`;
    case "attribute":
      return attributeCondition(expression);
    case "state":
      return stateCondition(tenantId, expression);
    case "activity":
      return activityCondition(tenantId, expression);
    case "delivery":
      return deliveryCondition(tenantId, expression);
    case "consent":
      return consentCondition(expression.test);
    case "not":
      return sql`not (${expressionCondition(tenantId, expression.item)})`;
    default: {
      const parts = expression.items.map((item) => expressionCondition(tenantId, item));
      return sql`(${sql.join(parts, expression.op === "and" ? sql` and ` : sql` or `)})`;
    }
  }
}

function stateCondition(tenantId: string, { state }: StateExpression): SQL {
  const stopped = sql`select 1 from ${suppressions} where ${suppressions.tenantId} = ${tenantId}
    and ${suppressions.email} = ${addresses.email}`;
  return state === "active"
    ? sql`not exists (${stopped})`
    : sql`exists (${stopped} and ${suppressions.reason} = ${state})`;
}

/** Aliased, so that the condition also fits a query that reads recipients itself. */
function activityCondition(tenantId: string, { event, test, days }: ActivityExpression): SQL {
  const at = event === "opened" ? sql`seen.opened_at` : sql`seen.clicked_at`;
  const happened = (since: SQL) => sql`exists (select 1 from ${recipients} seen
    where seen.tenant_id = ${tenantId} and seen.address_id = ${addresses.id}
      and ${at} is not null and ${since})`;
  const lately = happened(sql`${at} >= now() - ${days}::int * interval '1 day'`);
  if (test === "within") return lately;
  const ever = happened(sql`true`);
  return test === "never" ? sql`not ${ever}` : sql`(${ever} and not ${lately})`;
}

const deliveryFacts = {
  received: sql`had.state in ('accepted', 'delivered')`,
  opened: sql`had.opened_at is not null`,
  clicked: sql`had.clicked_at is not null`,
} satisfies Record<DeliveryExpression["test"], SQL>;

function deliveryCondition(tenantId: string, { deliveryId, test }: DeliveryExpression): SQL {
  return sql`exists (select 1 from ${recipients} had where had.tenant_id = ${tenantId}
    and had.delivery_id = ${deliveryId} and had.address_id = ${addresses.id} and ${deliveryFacts[test]})`;
}

/** A jsonb value is compared as what it is: a number never as text, a text never as a number. */
function attributeCondition({ key, test, value, upTo = "" }: AttributeExpression): SQL {
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
    case "between":
      return isNumberText(value)
        ? sql`(${numberCondition(json, sql`>=`, value)} and ${numberCondition(json, sql`<=`, upTo)})`
        : sql`(${dateCondition(json, text, sql`>=`, value)} and ${dateCondition(json, text, sql`<=`, upTo)})`;
    case "atLeast":
      return numberCondition(json, sql`>=`, value);
    case "atMost":
      return numberCondition(json, sql`<=`, value);
    default:
      return sql`(case when jsonb_typeof(${json}) = 'string' then ${text} = ${value}::text
        else ${numberCondition(json, sql`=`, value)} end)`;
  }
}

const isNumberText = (text: string): boolean => /^-?\d+(?:\.\d+)?$/.test(text);

function numberCondition(json: SQL, operator: SQL, value: string): SQL {
  if (!isNumberText(value)) return sql`false`;
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

const deliveryChoices = 200;

/** The newest deliveries that have begun, and those that the given conditions name, however old. */
export async function listGroupDeliveries(
  ctx: TenantContext,
  named: readonly Expression[] = [],
): Promise<GroupDelivery[]> {
  authorize(ctx, "groups:read");
  if (!can(ctx, "deliveries:read")) return [];
  const ids = named.flatMap(deliveryIds);
  const columns = { id: deliveries.id, name: deliveries.name };
  const own = and(eq(deliveries.tenantId, ctx.tenantId), isNotNull(deliveries.startedAt));
  return readTransaction(ctx, async (tx) => {
    const begun = await tx
      .select(columns)
      .from(deliveries)
      .where(own)
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(deliveryChoices);
    const known = new Set(begun.map(({ id }) => id));
    const missing = ids.filter((id) => !known.has(id));
    if (missing.length === 0) return begun;
    const older = await tx
      .select(columns)
      .from(deliveries)
      .where(and(own, inArray(deliveries.id, missing)));
    return [...begun, ...older];
  });
}
