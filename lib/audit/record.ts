import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { auditEntries } from "@/db/schema/audit-entries";
import { operatorAuditEntries } from "@/db/schema/control";
import type { OperatorContext, TenantContext } from "@/lib/auth/context";
import { currentRequestId } from "@/lib/log";
import { auditDetails } from "./details";

export type AuditEvent = {
  /** `<what>.<verb in the past>`, as in `tag.created`; its name for people is in messages/<locale>/audit.json. */
  action: string;
  targetType?: string;
  targetId?: string;
  /** `before` and `after` of a change; what is named like a secret is masked. */
  details?: Record<string, unknown>;
};

/** Writes the audit entry of a change in the change's own transaction. */
export async function recordAudit(
  tx: Transaction,
  ctx: TenantContext,
  event: AuditEvent,
): Promise<void> {
  await tx.insert(auditEntries).values({
    tenantId: ctx.tenantId,
    actorType: ctx.actor.type,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: event.action,
    targetType: event.targetType,
    targetId: event.targetId,
    details: auditDetails(event.details ?? {}),
    ip: ctx.request.ip,
    requestId: ctx.request.requestId ?? currentRequestId(),
    userAgent: ctx.request.userAgent,
  });
}

/** The same for an act of the provider's staff, in the operators' own log and in that of each tenant it concerns. */
export async function recordOperatorAudit(
  tx: Transaction,
  ctx: OperatorContext,
  event: AuditEvent & { tenantIds?: readonly string[] },
): Promise<void> {
  const details = auditDetails(event.details ?? {});
  for (const tenantId of event.tenantIds ?? [])
    await tx.execute(sql`select record_operator_act(${tenantId}, ${ctx.operator.name}, ${event.action},
      ${event.targetType ?? null}, ${event.targetId ?? null}, ${JSON.stringify(details)}::jsonb)`);
  await tx.insert(operatorAuditEntries).values({
    operatorId: ctx.operator.id,
    operatorName: ctx.operator.name,
    action: event.action,
    targetType: event.targetType,
    targetId: event.targetId,
    details,
    ip: ctx.request.ip,
    requestId: ctx.request.requestId,
    userAgent: ctx.request.userAgent,
  });
}
