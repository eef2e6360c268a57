import { and, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { outboxMessages, outboxTexts } from "@/db/schema/outbox";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import type { RetryMessageInput } from "./schema";

const rowsPerInsert = 500;

/** A thing that is told: `part` tells its messages apart (an update's id, a stage's name). */
export type Subject = { type: string; id: string; part?: string };
/** Markdown in the body; `link` is a path of the customer surface. */
export type MessageText = { title: string; body: string; link?: string };
export type MessageTexts = { ja: MessageText; en?: MessageText };

export type Recipient = { locale?: Locale } & (
  | { channel: "mail"; to: string; tenantId?: string }
  | { channel: "chatwork"; room: "information" | "support" | "operator" }
  | { channel: "chatwork"; room: "tenant"; tenantId: string }
  | { channel: "dashboard"; tenantId: string }
);

/** Mail and Chatwork room of the provider's staff, for what cannot wait. */
export function operatorRecipients(otherwise = env().SUPPORT_MAIL): Recipient[] {
  const { OPERATOR_ALERT_MAIL } = env();
  const addresses = OPERATOR_ALERT_MAIL.length > 0 ? OPERATOR_ALERT_MAIL : [otherwise];
  return [
    ...addresses.map((to): Recipient => ({ channel: "mail", to })),
    { channel: "chatwork", room: "operator" },
  ];
}

/**
 * Has something told in the caller's transaction: once for each channel and target of the subject, however often it
 * is called; the first text counts. Works as the application's and as the operator's role. Returns how many are new.
 */
export async function tell(
  tx: Pick<Transaction, "insert" | "select">,
  subject: Subject,
  texts: MessageTexts,
  recipients: Recipient[],
): Promise<number> {
  if (recipients.length === 0) return 0;
  const textIds = await keepTexts(tx, subject, texts);
  let added = 0;
  for (let at = 0; at < recipients.length; at += rowsPerInsert) {
    const rows = recipients
      .slice(at, at + rowsPerInsert)
      .map((recipient) => messageRow(subject, recipient, textIds));
    const created = await tx
      .insert(outboxMessages)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: outboxMessages.id });
    added += created.length;
  }
  return added;
}

async function keepTexts(
  tx: Pick<Transaction, "insert" | "select">,
  { type, id, part = "" }: Subject,
  texts: MessageTexts,
): Promise<Map<string, string>> {
  const given = (["ja", "en"] as const).flatMap((locale) => {
    const text = texts[locale];
    return text ? [{ locale, ...text }] : [];
  });
  await tx
    .insert(outboxTexts)
    .values(given.map((text) => ({ subjectType: type, subjectId: id, part, ...text })))
    .onConflictDoNothing();
  const kept = await tx
    .select({ id: outboxTexts.id, locale: outboxTexts.locale })
    .from(outboxTexts)
    .where(
      and(
        eq(outboxTexts.subjectType, type),
        eq(outboxTexts.subjectId, id),
        eq(outboxTexts.part, part),
      ),
    );
  return new Map(kept.map((text) => [text.locale, text.id]));
}

function messageRow(
  { type, id, part = "" }: Subject,
  recipient: Recipient,
  textIds: Map<string, string>,
): typeof outboxMessages.$inferInsert {
  const textId = textIds.get(recipient.locale ?? "ja") ?? textIds.get("ja");
  if (!textId) throw new Error("a message has no text");
  const isDashboard = recipient.channel === "dashboard";
  return {
    subjectType: type,
    subjectId: id,
    part,
    channel: recipient.channel,
    target: targetOf(recipient),
    tenantId: "tenantId" in recipient ? recipient.tenantId : null,
    textId,
    ...(isDashboard ? { state: "told", toldAt: sql`now()` } : {}),
  } as typeof outboxMessages.$inferInsert;
}

function targetOf(recipient: Recipient): string {
  if (recipient.channel === "mail") return recipient.to;
  if (recipient.channel === "dashboard" || recipient.room === "tenant")
    return `tenant:${recipient.tenantId}`;
  return recipient.room;
}

/** Has a message that failed, is unknown or was off tried again; what was told stays told. */
export async function retryMessage(
  operator: OperatorContext,
  { id }: RetryMessageInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const [message] = await tx
      .select()
      .from(outboxMessages)
      .where(eq(outboxMessages.id, id))
      .for("update");
    if (!message || !["failed", "unknown", "off"].includes(message.state)) throw notFound();
    await tx
      .update(outboxMessages)
      // One attempt is kept: a room is searched for the message before it is posted again.
      .set({
        state: "queued",
        attempts: 1,
        firstTriedAt: sql`now()`,
        nextAt: sql`now()`,
        leaseUntil: null,
        error: null,
      })
      .where(eq(outboxMessages.id, id));
    await recordOperatorAudit(tx, operator, {
      action: "outbox.retried",
      targetType: message.subjectType,
      targetId: message.subjectId,
      details: { channel: message.channel, target: message.target, before: message.state },
      tenantIds: message.tenantId ? [message.tenantId] : [],
    });
  });
}
