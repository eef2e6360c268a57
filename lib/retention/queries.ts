import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import type { OperatorContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { type RetentionRule, retentionRules } from "./rules";

type Run = { removed: number; error: string | null; startedAt: Date; finishedAt: Date | null };
export type RetentionRow = RetentionRule & { last: Run | null; removedOfMonth: number };

/** Every kind of record with its period, when it was pruned last, and how much went in the last 30 days. */
export async function listRetention(_operator: OperatorContext): Promise<RetentionRow[]> {
  const rows = await controlDb().execute<
    { kind: string; month: string; removed: string; error: string | null } & {
      started: string;
      finished: string | null;
    }
  >(sql`
    select distinct on (kind) kind, removed::text, error, started_at::text as started, finished_at::text as finished,
      (select coalesce(sum(m.removed), 0)::text from log_prunings m
        where m.kind = p.kind and m.started_at > now() - interval '30 days') as month
    from log_prunings p order by kind, started_at desc`);
  const last = new Map(rows.map((row) => [row.kind, row]));
  return retentionRules(env().RETENTION_AUDIT_YEARS).map((rule) => {
    const row = last.get(rule.kind);
    return {
      ...rule,
      removedOfMonth: Number(row?.month ?? 0),
      last: row
        ? {
            removed: Number(row.removed),
            error: row.error,
            startedAt: new Date(row.started),
            finishedAt: row.finished === null ? null : new Date(row.finished),
          }
        : null,
    };
  });
}
