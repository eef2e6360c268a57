import "server-only";
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { attributeDefinitions } from "@/db/schema/addresses";
import { type FrozenDelivery, senders } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { AudienceInput, ContentInput } from "@/lib/deliveries/schema";
import { AppError, notFound } from "@/lib/errors";
import {
  type AudienceCount,
  audienceCondition,
  countAudience,
  type Exclusion,
  listExclusions,
} from "@/lib/sending/queries";
import { nameFields } from "@/lib/sending/rules";
import {
  contentProblems,
  type DraftProblem,
  fieldsWithoutFallback,
  templateFieldNames,
  templateProblems,
} from "./rules";
import type { FindExclusionsInput } from "./schema";

export type EmptyValues = { key: string; count: number };
export type DraftCheck = {
  problems: DraftProblem[];
  audience: AudienceCount;
  emptyValues: EmptyValues[];
};

const nobody: AudienceCount = { total: 0, recipients: 0, suppressed: [] };

/** The customer's own merge fields, in their order. */
export async function listAttributeKeys(ctx: TenantContext): Promise<string[]> {
  authorize(ctx, "deliveries:read");
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ key: attributeDefinitions.key })
      .from(attributeDefinitions)
      .where(
        and(
          eq(attributeDefinitions.tenantId, ctx.tenantId),
          eq(attributeDefinitions.subject, "address"),
        ),
      )
      .orderBy(asc(attributeDefinitions.position), asc(attributeDefinitions.key)),
  );
  return rows.map(({ key }) => key);
}

/** Everything that stands between the draft and its recipients, and who they are. */
export async function checkDraft(ctx: TenantContext, draft: ContentInput): Promise<DraftCheck> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const keys = await listAttributeKeys(inner);
    const { audience, condition, problem } = await resolveAudience(inner, draft.audience);
    const problems = [
      ...(await senderProblems(tx, ctx, draft.senderId)),
      ...contentProblems(draft),
      ...templateFieldNames.flatMap((name) => templateProblems(name, draft[name], keys)),
      ...(problem ? [problem] : []),
      ...(await legalProblems(tx, ctx)),
    ];
    const emptyValues = condition ? await countEmptyValues(tx, ctx, condition, draft, keys) : [];
    return { problems, audience, emptyValues };
  });
}

async function senderProblems(
  tx: Transaction,
  ctx: TenantContext,
  senderId: string | null,
): Promise<DraftProblem[]> {
  const missing: DraftProblem[] = [{ field: "senderId", code: "noSender", isBlocking: true }];
  if (!senderId) return missing;
  const [found] = await tx
    .select({ id: senders.id })
    .from(senders)
    .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, senderId)));
  return found ? [] : missing;
}

async function legalProblems(tx: Transaction, ctx: TenantContext): Promise<DraftProblem[]> {
  const { legalName, postalAddress, complaintContact } = await readFooter(tx, ctx);
  const isComplete = [legalName, postalAddress, complaintContact].every((text) => text.trim());
  return isComplete ? [] : [{ field: "legal", code: "noLegal", isBlocking: true }];
}

/** What the law requires in every mail, as the customer has entered it. */
export async function readFooter(
  tx: Transaction,
  ctx: TenantContext,
): Promise<FrozenDelivery["footer"]> {
  const [footer] = await tx
    .select({
      legalName: tenants.legalName,
      postalAddress: tenants.postalAddress,
      complaintContact: tenants.complaintContact,
    })
    .from(tenants)
    .where(eq(tenants.id, ctx.tenantId));
  if (!footer) throw notFound();
  return footer;
}

export type ExclusionPage = { rows: Exclusion[]; next: string | null };

const exclusionPageSize = 50;

/** Who is left out of the audience and why, page by page. */
export async function findExclusions(
  ctx: TenantContext,
  { audience, after }: FindExclusionsInput,
): Promise<ExclusionPage> {
  authorize(ctx, "addresses:read");
  const limit = exclusionPageSize + 1;
  const found = await listExclusions(ctx, audience, after ? { after, limit } : { limit });
  const rows = found.slice(0, exclusionPageSize);
  return { rows, next: found.length > rows.length ? (rows.at(-1)?.addressId ?? null) : null };
}

type Resolved = { audience: AudienceCount; condition: SQL | null; problem: DraftProblem | null };

/** The audience as a condition on `addresses` with its count, or the problem that leaves nobody in it. */
export async function resolveAudience(
  ctx: TenantContext,
  wanted: AudienceInput,
): Promise<Resolved> {
  authorize(ctx, "deliveries:read");
  const problem = (code: DraftProblem["code"]): DraftProblem => ({
    field: "audience",
    code,
    isBlocking: true,
  });
  if (wanted.kind === "tags" && wanted.tagIds.length === 0) {
    return { audience: nobody, condition: null, problem: problem("noTags") };
  }
  try {
    const condition = await audienceCondition(ctx, wanted);
    const audience = await countAudience(ctx, wanted);
    return { audience, condition, problem: audience.recipients === 0 ? problem("nobody") : null };
  } catch (error) {
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
    return { audience: nobody, condition: null, problem: problem("noGroup") };
  }
}

/** Holds for rows of `addresses` that may be mailed. */
export const isNotSuppressed = sql`not exists (select 1 from suppressions s
  where s.tenant_id = addresses.tenant_id and s.email = addresses.email)`;

/** How many recipients have no value for a field that shows nothing instead. */
async function countEmptyValues(
  tx: Transaction,
  ctx: TenantContext,
  condition: SQL,
  draft: ContentInput,
  keys: readonly string[],
): Promise<EmptyValues[]> {
  const fields = fieldsWithoutFallback(draft).filter(
    (key) => nameFields.includes(key) || keys.includes(key),
  );
  if (fields.length === 0) return [];
  const counts = fields.map((key) => {
    const value = nameFields.includes(key)
      ? sql`addresses.name`
      : sql`addresses.attributes ->> ${key}::text`;
    return sql`count(*) filter (where coalesce(btrim(${value}), '') = '')`;
  });
  const [row] = await tx.execute<{ counts: (string | number)[] }>(sql`
    select array[${sql.join(counts, sql`, `)}] as counts from addresses
    where addresses.tenant_id = ${ctx.tenantId} and ${isNotSuppressed} and ${condition}`);
  return fields
    .map((key, index) => ({ key, count: Number(row?.counts[index] ?? 0) }))
    .filter(({ count }) => count > 0);
}
