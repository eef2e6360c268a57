import { and, desc, eq, inArray } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { outboxMessages, outboxTexts } from "@/db/schema/outbox";
import { tenants } from "@/db/schema/tenants";
import { beyond, timePosition } from "@/db/time-position";
import type { OperatorContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";

const pageSize = 50;

/** For the operator: messages newest first, a page by key; `problems` shows what was not told. */
export async function listOutbox(
  _operator: OperatorContext,
  { show, after }: { show: "problems" | "all"; after?: string | undefined },
) {
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
      position: timePosition(outboxMessages.createdAt),
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
        beyond(outboxMessages.createdAt, outboxMessages.id, after),
      ),
    )
    .orderBy(desc(outboxMessages.createdAt), desc(outboxMessages.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    messages: page,
    after: rows.length > pageSize && last ? encodeCursor([last.position, last.id]) : null,
  };
}

export type OutboxRow = Awaited<ReturnType<typeof listOutbox>>["messages"][number];
