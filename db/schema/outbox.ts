import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { noticeLocales, outboxChannels, outboxStates } from "../values";
import { at, createdAt, oneOf, updatedAt } from "./tenancy";

/** What is told, frozen when it is put into the outbox: a repeat sends exactly the same. */
export const outboxTexts = pgTable(
  "outbox_texts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectType: text("subject_type").notNull(),
    subjectId: text("subject_id").notNull(),
    part: text("part").notNull().default(""),
    locale: text("locale", { enum: noticeLocales }).notNull(),
    title: text("title").notNull(),
    /** Markdown. */
    body: text("body").notNull(),
    /** A path of the customer surface. */
    link: text("link"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("outbox_texts_subject").on(t.subjectType, t.subjectId, t.part, t.locale),
    check("outbox_texts_locale_check", oneOf(t.locale, noticeLocales)),
  ],
);

/** One message for one target of one channel; the row is also the evidence that it was told. */
export const outboxMessages = pgTable(
  "outbox_messages",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    subjectType: text("subject_type").notNull(),
    subjectId: text("subject_id").notNull(),
    /** Which of the subject's messages: empty for the first, else an update's id or a stage's name. */
    part: text("part").notNull().default(""),
    channel: text("channel", { enum: outboxChannels }).notNull(),
    /** An e-mail address, one of the provider's rooms by name, or `tenant:<id>`. */
    target: text("target").notNull(),
    /** Whose message it is; null for the provider's own. */
    tenantId: uuid("tenant_id"),
    textId: uuid("text_id")
      .notNull()
      .references(() => outboxTexts.id),
    state: text("state", { enum: outboxStates }).notNull().default("queued"),
    attempts: integer("attempts").notNull().default(0),
    nextAt: at("next_at").notNull().defaultNow(),
    /** While it is being sent: another worker may take it over after this. */
    leaseUntil: at("lease_until"),
    /** When the first attempt began. */
    firstTriedAt: at("first_tried_at"),
    toldAt: at("told_at"),
    evidence: jsonb("evidence").$type<Record<string, unknown>>().notNull().default({}),
    error: text("error"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    unique("outbox_messages_once").on(t.subjectType, t.subjectId, t.part, t.channel, t.target),
    index("outbox_messages_due").on(t.nextAt).where(sql`state in ('queued', 'sending')`),
    index("outbox_messages_tenant").on(t.tenantId, t.subjectType, t.createdAt),
    index("outbox_messages_state").on(t.state, t.createdAt),
    check("outbox_messages_channel_check", oneOf(t.channel, outboxChannels)),
    check("outbox_messages_state_check", oneOf(t.state, outboxStates)),
  ],
);

/** Accounts of a channel that asked for a pause; nothing goes out for them before. */
export const outboxPauses = pgTable("outbox_pauses", {
  key: text("key").primaryKey(),
  until: at("until").notNull(),
});
