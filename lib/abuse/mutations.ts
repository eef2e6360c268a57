import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { abuseFindings, sendingBrakes } from "@/db/schema/abuse";
import { transaction } from "@/db/transaction";
import { recordOperatorAudit } from "@/lib/audit/record";
import { contextForJob, type OperatorContext } from "@/lib/auth/context";
import { jstDay } from "@/lib/backups/rules";
import { notFound } from "@/lib/errors";
import { log } from "@/lib/log";
import { measureAbuse, readAbuseThresholds } from "./queries";
import { type Breach, figureSubject, judge } from "./rules";
import type { DecideFindingInput } from "./schema";

/** Judges every tenant's figures of the last two days; what passes a hard threshold stops the tenant's sending. */
export async function watchAbuse(now = new Date()): Promise<void> {
  await rollUpFigures(2);
  const thresholds = await readAbuseThresholds();
  for (const measured of await measureAbuse()) {
    const subject = figureSubject(jstDay(now), measured.decisions);
    const breaches = judge(measured, thresholds);
    if (breaches.length === 0) continue;
    await transaction(contextForJob(measured.tenantId, "abuse.watch"), async (tx) => {
      for (const breach of breaches) await openFinding(tx, measured.tenantId, subject, breach);
    });
  }
}

/** Outcomes arrive for days: counts the last nine days anew and forgets what is older than a year. */
export async function refreshFigures(): Promise<void> {
  await rollUpFigures(9);
  await controlDb().execute(sql`select prune_abuse_figures()`);
}

async function rollUpFigures(days: number): Promise<void> {
  await controlDb().execute(
    sql`select roll_up_abuse_figures(now() - make_interval(days => ${days}))`,
  );
}

/**
 * Keeps a finding, once for its subject and while none of its kind and level is open; a hard one puts the brake on.
 * Audit entries and mails follow from the rows themselves.
 */
export async function openFinding(
  tx: Transaction,
  tenantId: string,
  subject: string,
  breach: Breach,
): Promise<void> {
  const { kind, level } = breach;
  const isOpen = and(
    eq(abuseFindings.tenantId, tenantId),
    eq(abuseFindings.kind, kind),
    eq(abuseFindings.level, level),
    eq(abuseFindings.state, "open"),
  );
  if (kind !== "content" && (await tx.$count(abuseFindings, isOpen)) > 0) return;
  const [finding] = await tx
    .insert(abuseFindings)
    .values({ tenantId, subject, ...breach })
    .onConflictDoNothing()
    .returning({ id: abuseFindings.id });
  if (!finding) return;
  log.warn({ tenantId, kind, level, value: breach.value }, "abuse finding");
  if (level !== "hard") return;
  await tx
    .insert(sendingBrakes)
    .values({ tenantId, source: "automatic", kind, findingId: finding.id })
    .onConflictDoNothing();
}

/** An operator's judgement of a finding. Throws `not_found` when it has been judged. */
export async function decideFinding(
  operator: OperatorContext,
  { tenantId, id, state, decision }: DecideFindingInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const [decided] = await tx
      .update(abuseFindings)
      .set({ state, decision, decidedAt: sql`now()`, decidedBy: operator.operator.name })
      .where(
        and(
          eq(abuseFindings.tenantId, tenantId),
          eq(abuseFindings.id, id),
          eq(abuseFindings.state, "open"),
        ),
      )
      .returning({ kind: abuseFindings.kind });
    if (!decided) throw notFound();
    await recordOperatorAudit(tx, operator, {
      action: `abuseFinding.${state}`,
      targetType: "tenant",
      targetId: tenantId,
      details: { finding: id, kind: decided.kind, decision },
    });
  });
}
