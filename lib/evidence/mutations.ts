import "server-only";
import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { and, eq, inArray, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { evidencePacks } from "@/db/schema/evidence";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { AppError, notFound } from "@/lib/errors";
import { packEvidence } from "@/lib/evidence-packing/mutations";
import { evidenceSections } from "@/lib/evidence-sections/queries";
import { enqueue } from "@/lib/queue/enqueue";
import { isUuid } from "@/lib/uuid";
import { keptDays, packAttempts, packFile, packFolder } from "./rules";

const requestsPerTenant = { most: 20, windowSeconds: 3_600 };
const tenantsMost = 100_000;

/** Has a worker make a pack. Throws `conflict` while another one is made. */
export async function requestPack(ctx: TenantContext): Promise<{ id: string }> {
  authorize(ctx, "utilities:use");
  await throttle("evidence", ctx.tenantId, requestsPerTenant);
  const { tenantId, actor } = ctx;
  return transaction(ctx, async (tx) => {
    const [pack] = await tx
      .insert(evidencePacks)
      .values({ tenantId, requestedBy: actor.name })
      .onConflictDoNothing()
      .returning({ id: evidencePacks.id });
    if (!pack) throw new AppError("conflict", "evidence.errors.running");
    await recordAudit(tx, ctx, {
      action: "evidence.requested",
      targetType: "evidence",
      targetId: pack.id,
    });
    const options = { jobKey: `evidence:${pack.id}`, maxAttempts: packAttempts };
    await enqueue(tx, "evidence.build", { tenantId, packId: pack.id }, options);
    return pack;
  });
}

const isPack = (ctx: TenantContext, id: string) =>
  and(eq(evidencePacks.tenantId, ctx.tenantId), eq(evidencePacks.id, id));
const isOpen = inArray(evidencePacks.state, ["queued", "running"]);

/** Makes a pack that was asked for, from its beginning, whatever an earlier run has left; one that is ready stays. */
export async function buildPack(
  ctx: TenantContext,
  { packId }: { packId: string },
  { attempt }: { attempt: number },
): Promise<void> {
  authorize(ctx, "utilities:use");
  const pack = await writeProgress(ctx, packId, 0);
  if (!pack) return;
  const part = path.join(packFolder(ctx.tenantId), `${packId}.${randomUUID()}.part`);
  try {
    await removeFiles(ctx.tenantId, (name) => name.startsWith(packId));
    const written = await packEvidence(ctx, part, pack, async (done) => {
      await writeProgress(ctx, packId, done);
    });
    await finish(ctx, packId, part, written);
  } catch (error) {
    if (attempt >= packAttempts) await giveUp(ctx, packId);
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

async function writeProgress(ctx: TenantContext, packId: string, sectionsDone: number) {
  const [pack] = await transaction(ctx, (tx) =>
    tx
      .update(evidencePacks)
      .set({ state: "running", sectionsDone })
      .where(and(isPack(ctx, packId), isOpen))
      .returning(),
  );
  return pack;
}

/** Of two runs at once, the second finds the pack ready and leaves it: row and file belong together. */
async function finish(
  ctx: TenantContext,
  packId: string,
  part: string,
  written: { bytes: number; sha256: string },
): Promise<void> {
  await transaction(ctx, async (tx) => {
    const ready = await tx
      .update(evidencePacks)
      .set({
        state: "ready",
        sectionsDone: evidenceSections.length,
        finishedAt: new Date(),
        ...written,
      })
      .where(and(isPack(ctx, packId), isOpen))
      .returning({ id: evidencePacks.id });
    if (ready.length > 0) await rename(part, packFile(ctx.tenantId, packId));
  });
}

async function giveUp(ctx: TenantContext, packId: string): Promise<void> {
  await transaction(ctx, (tx) =>
    tx
      .update(evidencePacks)
      .set({ state: "failed", finishedAt: new Date() })
      .where(and(isPack(ctx, packId), isOpen)),
  );
}

/** Notes who takes a pack out, then tells where its file is. Throws `not_found` for one that is not there any more. */
export async function openPack(
  ctx: TenantContext,
  id: string,
): Promise<{ file: string; bytes: number; createdAt: Date }> {
  authorize(ctx, "utilities:use");
  if (!isUuid(id)) throw notFound();
  return transaction(ctx, async (tx) => {
    const [pack] = await tx
      .select()
      .from(evidencePacks)
      .where(and(isPack(ctx, id), eq(evidencePacks.state, "ready"), isKept));
    const file = packFile(ctx.tenantId, id);
    const bytes = await sizeOf(file);
    if (!pack || bytes === null || bytes !== pack.bytes) throw notFound();
    await recordAudit(tx, ctx, {
      action: "evidence.downloaded",
      targetType: "evidence",
      targetId: id,
      details: { bytes, sha256: pack.sha256 },
    });
    return { file, bytes, createdAt: pack.createdAt };
  });
}

const isKept = sql`${evidencePacks.createdAt} > now() - make_interval(days => ${keptDays})`;

async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(missing);
  return found?.size ?? null;
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

/** Has every customer's old packs removed, one job each. */
export async function enqueuePruning(): Promise<void> {
  const rows = await controlDb().execute<{ id: string }>(
    sql`select id from list_tenant_ids(null, ${tenantsMost}) as id`,
  );
  for (const { id } of rows)
    await enqueue(
      controlDb(),
      "evidence.prune-one",
      { tenantId: id },
      { jobKey: `evidence-prune:${id}` },
    );
}

/** Removes packs after their days, files first, what no pack knows, and gives up on packs that nobody makes any more. */
export async function prunePacks(ctx: TenantContext): Promise<void> {
  authorize(ctx, "utilities:use");
  const kept = await transaction(ctx, (tx) => listKept(tx, ctx));
  await removeFiles(ctx.tenantId, (name) => !kept.has(name.slice(0, 36)));
  await transaction(ctx, async (tx) => {
    const own = eq(evidencePacks.tenantId, ctx.tenantId);
    await tx.delete(evidencePacks).where(and(own, sql`not (${isKept})`));
    await tx
      .update(evidencePacks)
      .set({ state: "failed", finishedAt: new Date() })
      .where(and(own, isOpen, sql`${evidencePacks.createdAt} < now() - interval '1 day'`));
  });
}

async function listKept(tx: Transaction, scope: TenantContext): Promise<Set<string>> {
  const rows = await tx
    .select({ id: evidencePacks.id })
    .from(evidencePacks)
    .where(and(eq(evidencePacks.tenantId, scope.tenantId), isKept));
  return new Set(rows.map(({ id }) => id));
}

async function removeFiles(tenantId: string, isGone: (name: string) => boolean): Promise<void> {
  const folder = packFolder(tenantId);
  const names = (await readdir(folder).catch(missing)) ?? [];
  for (const name of names.filter(isGone)) await rm(path.join(folder, name), { force: true });
}
