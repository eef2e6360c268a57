import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { outboxMessages, outboxTexts } from "@/db/schema/outbox";
import { tenants } from "@/db/schema/tenants";
import type { OperatorContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";

const pageSize = 50;

/** For the operator: messages newest first, a page by key; `problems` shows what was not told. */
export async function listOutbox(
  _operator: OperatorContext,
  { show, after }: { show: "problems" | "all"; after?: string | undefined },
) {
  const cursor = decodeCursor(after, 2);
  const rows = await controlDb()
    .select({
      id: outboxMessages.id,
      subjectType: outboxMessages.subjectType,
      part: outboxMessages.part,
      title: outboxTexts.title,
      channel: outboxMessages.channel,
      target: outboxMessages.target,
      tenantName: tenants.name,
      state: outboxMessages.state,
      attempts: outboxMessages.attempts,
      toldAt: outboxMessages.toldAt,
      createdAt: outboxMessages.createdAt,
      createdText: sql<string>`${outboxMessages.createdAt}::text`,
      error: outboxMessages.error,
    })
    .from(outboxMessages)
    .innerJoin(outboxTexts, eq(outboxTexts.id, outboxMessages.textId))
    .leftJoin(tenants, eq(tenants.id, outboxMessages.tenantId))
    .where(
      and(
        show === "problems"
          ? inArray(outboxMessages.state, ["failed", "unknown", "off", "queued", "sending"])
          : undefined,
        cursor
          ? sql`(${outboxMessages.createdAt}, ${outboxMessages.id}) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(outboxMessages.createdAt), desc(outboxMessages.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    messages: page,
    after: rows.length > pageSize && last ? encodeCursor([last.createdText, last.id]) : null,
  };
}

export type OutboxRow = Awaited<ReturnType<typeof listOutbox>>["messages"][number];
