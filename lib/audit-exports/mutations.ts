import "server-only";
import { sql } from "drizzle-orm";
import { readTransaction, transaction } from "@/db/transaction";
import { type AuditFilter, auditCondition } from "@/lib/audit/queries";
import { recordAudit } from "@/lib/audit/record";
import { readChain } from "@/lib/audit-chain/queries";
import type { ChainEntry } from "@/lib/audit-chain/rules";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { csvLine } from "@/lib/exports/rules";
import type { AuditFormat } from "./schema";

/** Notes who takes the log out, then hands over its lines in the order of the chain, a page at a time. */
export async function exportAudit(
  ctx: TenantContext,
  filter: AuditFilter,
  format: AuditFormat,
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "audit:read");
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, { action: "audit.exported", details: { format, filter } }),
  );
  return exportLines(ctx, filter, format);
}

async function* exportLines(ctx: TenantContext, filter: AuditFilter, format: AuditFormat) {
  const write = format === "csv" ? csvOf : (entry: ChainEntry) => `${JSON.stringify(entry)}\n`;
  if (format === "csv") yield csvLine(columns);
  const condition = auditCondition(ctx.tenantId, filter) ?? sql`true`;
  for (let place = 0; ; ) {
    const page = await readTransaction(ctx, (tx) => readChain(tx, ctx.tenantId, place, condition));
    const last = page.at(-1)?.seq;
    if (!last) return;
    yield page.map(write).join("");
    place = last;
  }
}

const columns = [
  "seq",
  "at",
  "actorType",
  "actorId",
  "actorName",
  "action",
  "targetType",
  "targetId",
  "details",
  "ip",
  "userAgent",
  "requestId",
  "prev",
  "hash",
] as const satisfies readonly (keyof ChainEntry)[];

const csvOf = (entry: ChainEntry) =>
  csvLine(
    columns.map((name) =>
      name === "details" ? JSON.stringify(entry.details) : String(entry[name] ?? ""),
    ),
  );
