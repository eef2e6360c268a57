import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { utilityRuns } from "@/db/schema/utilities";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { writeFullExport } from "@/lib/full-exports/mutations";
import { pruneUtilities } from "@/lib/utilities/mutations";
import { utilityAttempts } from "@/lib/utilities/rules";
import { type UtilityInput, utilityInputSchema } from "@/lib/utilities/schema";
import { nextTargets, replacedText, utilityTargets } from "@/lib/utility-targets/queries";

const stepSize = 5_000;

type Step = { tx: Transaction; tenantId: string; runId: string };
type Target = { id: string; kept: string };

/** Goes through the run's addresses in steps, each a transaction of its own, from where an earlier worker stopped. */
export async function runUtility(
  ctx: TenantContext,
  { runId }: { runId: string },
  { attempt }: { attempt: number },
): Promise<void> {
  authorize(ctx, "utilities:use");
  try {
    const run = await begin(ctx, runId);
    if (!run) return;
    if (run.input.kind === "export") {
      const bytes = await writeFullExport(ctx, runId);
      const isKept = await settle(ctx, runId, "finished", { bytes, done: run.total });
      if (!isKept) await pruneUtilities(ctx);
      return;
    }
    while (await step(ctx, runId, run.input));
    await settle(ctx, runId, "finished");
  } catch (error) {
    if (attempt >= utilityAttempts) await settle(ctx, runId, "failed");
    throw error;
  }
}

const isRun = (ctx: TenantContext, runId: string) =>
  and(eq(utilityRuns.tenantId, ctx.tenantId), eq(utilityRuns.id, runId));
const isOpen = sql`${utilityRuns.state} in ('queued', 'running')`;

async function begin(ctx: TenantContext, runId: string) {
  const [run] = await transaction(ctx, (tx) =>
    tx
      .update(utilityRuns)
      .set({ state: "running" })
      .where(and(isRun(ctx, runId), isOpen))
      .returning(),
  );
  return run && { total: run.total, input: utilityInputSchema.parse(run.input) };
}

/** False: somebody has settled it already. */
async function settle(
  ctx: TenantContext,
  runId: string,
  state: "finished" | "failed",
  written: { bytes?: number; done?: number } = {},
): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const [run] = await tx
      .update(utilityRuns)
      .set({ state, finishedAt: new Date(), ...written })
      .where(and(isRun(ctx, runId), isOpen))
      .returning();
    if (!run) return false;
    await recordAudit(tx, ctx, {
      action: state === "finished" ? "utility.finished" : "utility.failed",
      targetType: "utility",
      targetId: runId,
      details: { kind: run.kind, changed: run.changed },
    });
    return true;
  });
}

/** Tells whether there may be more to go through. */
async function step(ctx: TenantContext, runId: string, input: UtilityInput): Promise<boolean> {
  return transaction(ctx, async (tx, inner) => {
    const [run] = await tx
      .select()
      .from(utilityRuns)
      .where(and(isRun(ctx, runId), isOpen))
      .for("update");
    if (!run) return false;
    const condition = await utilityTargets(inner, input);
    const targets = await nextTargets(tx, ctx.tenantId, condition, {
      input,
      after: run.position,
      most: stepSize,
    });
    if (targets.length === 0) return false;
    await change({ tx, tenantId: ctx.tenantId, runId }, input, targets);
    await tx
      .update(utilityRuns)
      .set({
        position: targets.at(-1)?.id ?? null,
        done: run.done + targets.length,
        changed: run.changed + targets.length,
      })
      .where(isRun(ctx, runId));
    return targets.length === stepSize;
  });
}

async function change(step: Step, input: UtilityInput, targets: Target[]): Promise<void> {
  const ids = sql.param(targets.map(({ id }) => id));
  switch (input.kind) {
    case "retag":
      return retag(step, input, ids);
    case "replace":
      return replace(step, input, ids);
    case "duplicates":
      await mergeIntoKept(step, targets);
      return remove(step, ids);
    default:
      return remove(step, ids);
  }
}

type Of<K extends UtilityInput["kind"]> = Extract<UtilityInput, { kind: K }>;
type Ids = ReturnType<typeof sql.param>;

async function retag({ tx, tenantId, runId }: Step, input: Of<"retag">, ids: Ids): Promise<void> {
  const { fromTagId, toTagId, keepsFrom } = input;
  const leaving = sql`tenant_id = ${tenantId} and tag_id = ${fromTagId} and address_id = any(${ids}::uuid[])`;
  await tx.execute(sql`
    with added as (
      insert into address_tags (tenant_id, tag_id, address_id)
      select ${tenantId}::uuid, ${toTagId}::uuid, id from unnest(${ids}::uuid[]) id
      on conflict do nothing returning address_id
    )
    insert into utility_changes (tenant_id, run_id, address_id, added_tag_ids, removed_tag_ids)
    select ${tenantId}::uuid, ${runId}::uuid, t.id,
      case when added.address_id is null then '{}'::uuid[] else array[${toTagId}::uuid] end,
      case when ${keepsFrom}::boolean then '{}'::uuid[] else array[${fromTagId}::uuid] end
    from unnest(${ids}::uuid[]) t (id) left join added on added.address_id = t.id`);
  if (!keepsFrom) await tx.execute(sql`delete from address_tags where ${leaving}`);
}

async function replace({ tx, tenantId, runId }: Step, input: Of<"replace">, ids: Ids) {
  const isTarget = sql`addresses.tenant_id = ${tenantId} and addresses.id = any(${ids}::uuid[])`;
  await journal({ tx, tenantId, runId }, isTarget, false);
  const text = replacedText(input);
  const value: SQL =
    input.field === "name"
      ? sql`name = ${text}`
      : sql`attributes = case when ${text} = '' then attributes - ${input.field}::text
          else jsonb_set(attributes, array[${input.field}::text], to_jsonb(${text})) end`;
  await tx.execute(sql`update addresses set ${value}, updated_at = now() where ${isTarget}`);
}

async function remove({ tx, tenantId, runId }: Step, ids: Ids): Promise<void> {
  const isTarget = sql`addresses.tenant_id = ${tenantId} and addresses.id = any(${ids}::uuid[])`;
  await journal({ tx, tenantId, runId }, isTarget, true);
  await tx.execute(sql`delete from addresses where ${isTarget}`);
}

/** Keeps the rows as they are before they change. */
async function journal({ tx, tenantId, runId }: Step, isTarget: SQL, isDeleted: boolean) {
  const carried = isDeleted
    ? sql`array(select t.tag_id from address_tags t
        where t.tenant_id = ${tenantId} and t.address_id = addresses.id)`
    : sql`'{}'::uuid[]`;
  await tx.execute(sql`
    insert into utility_changes (tenant_id, run_id, address_id, before, is_deleted, removed_tag_ids)
    select ${tenantId}::uuid, ${runId}::uuid, addresses.id, to_jsonb(addresses), ${isDeleted}::boolean, ${carried}
    from addresses where ${isTarget}`);
}

/** Those that are kept get the tags of their twins and what they did not know. */
async function mergeIntoKept({ tx, tenantId, runId }: Step, targets: Target[]): Promise<void> {
  const pairs = sql`jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as p(id uuid, kept uuid)`;
  await tx.execute(sql`
    with added as (
      insert into address_tags (tenant_id, tag_id, address_id)
      select distinct t.tenant_id, t.tag_id, p.kept from ${pairs}
      join address_tags t on t.tenant_id = ${tenantId} and t.address_id = p.id
      on conflict do nothing returning address_id, tag_id
    )
    insert into utility_changes (tenant_id, run_id, address_id, before, added_tag_ids)
    select ${tenantId}::uuid, ${runId}::uuid, a.id, to_jsonb(a),
      array(select added.tag_id from added where added.address_id = a.id)
    from addresses a where a.tenant_id = ${tenantId} and a.id in (select p.kept from ${pairs})
    on conflict (tenant_id, run_id, address_id) do update
      set added_tag_ids = utility_changes.added_tag_ids || excluded.added_tag_ids, changed_at = now()`);
  await tx.execute(sql`
    update addresses a set updated_at = now(), attributes = known.attributes || a.attributes,
      name = case when a.name = '' then known.name else a.name end
    from (
      select p.kept, max(l.name) as name,
        coalesce(jsonb_object_agg(e.key, e.value) filter (where e.key is not null), '{}') as attributes
      from ${pairs} join addresses l on l.tenant_id = ${tenantId} and l.id = p.id
      left join lateral jsonb_each(l.attributes) e on true group by p.kept
    ) known
    where a.tenant_id = ${tenantId} and a.id = known.kept`);
}
