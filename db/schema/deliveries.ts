import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { batchStates, deliveryStates, type missedKinds, recipientStates } from "../values";
import type { HourPlan } from "./address-hours";
import { at, createdAt, email, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";

/** Who receives a delivery: every address, a saved group, tags of which one (any) or all must be there, or those whom an earlier delivery missed. */
export type Audience = (
  | { kind: "everyone" }
  | { kind: "group"; groupId: string }
  | { kind: "tags"; match: "any" | "all"; tagIds: string[] }
  | { kind: "missed"; deliveryId: string; kinds: MissedKind[] }
) & {
  /** Leaves out those of whom it is not on record that they agreed. */
  needsConsent?: boolean | undefined;
};

export type MissedKind = (typeof missedKinds)[number];

export type MergeValues = Record<string, string>;

export const senders = pgTable(
  "senders",
  {
    tenantId: tenantId(),
    id: id(),
    name: text("name").notNull(),
    email: email("email").notNull(),
    replyTo: email("reply_to"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("senders_email").on(t.tenantId, t.email, t.name),
    ...tenantPolicies("senders"),
  ],
);

export const deliveries = pgTable(
  "deliveries",
  {
    tenantId: tenantId(),
    id: id(),
    name: text("name").notNull(),
    state: text("state", { enum: deliveryStates }).notNull().default("draft"),
    senderId: uuid("sender_id"),
    subject: text("subject").notNull().default(""),
    html: text("html").notNull().default(""),
    text: text("text").notNull().default(""),
    audience: jsonb("audience").$type<Audience>().notNull().default({ kind: "everyone" }),
    scheduledAt: at("scheduled_at"),
    /** Where each recipient is written to at its own best hour: the end of the time that begins at `scheduledAt`. */
    bestHoursUntil: at("best_hours_until"),
    startedAt: at("started_at"),
    finishedAt: at("finished_at"),
    /** The last address that preparation has turned into a recipient: where a new worker goes on. */
    preparedUntil: uuid("prepared_until"),
    preparedBatches: integer("prepared_batches").notNull().default(0),
    /** From, reply-to and legal footer as they were at the start: a running delivery does not change. */
    frozen: jsonb("frozen").$type<FrozenDelivery>(),
    /** The state to go back to from a pause. */
    pausedFrom: text("paused_from"),
    failure: text("failure"),
    /** The tags that whoever made it was limited to, written by a trigger; null for all addresses. */
    tagScope: uuid("tag_scope").array(),
    /** The delivery whose missed recipients this one is for. */
    resendOf: uuid("resend_of"),
    /** Whether opens and clicks are recorded, where the customer's settings allow it. */
    tracks: boolean("tracks").notNull().default(true),
    hasWebVersion: boolean("has_web_version").notNull().default(false),
    /** The name of the campaign that links carry for web analytics; empty for none. */
    utmCampaign: text("utm_campaign").notNull().default(""),
    /** Whether a first part goes ahead and the rest waits for what becomes of it. */
    isCanary: boolean("is_canary").notNull().default(false),
    /** Whether too many bounces or complaints stop it; not any more after a person has resumed it. */
    isGuarded: boolean("is_guarded").notNull().default(true),
    /** Who last changed what is sent, written by a trigger. */
    changedBy: uuid("changed_by"),
    /** For how many recipients it was scheduled or started. */
    countedRecipients: integer("counted_recipients"),
    /** It was scheduled before approvals were demanded. */
    isApprovalWaived: boolean("is_approval_waived").notNull().default(false),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("deliveries_created").on(t.tenantId, t.createdAt, t.id),
    index("deliveries_tenant_started")
      .on(t.tenantId, t.startedAt)
      .where(sql`${t.startedAt} is not null`),
    foreignKey({
      columns: [t.tenantId, t.senderId],
      foreignColumns: [senders.tenantId, senders.id],
    }),
    index("deliveries_resends").on(t.tenantId, t.resendOf).where(sql`${t.resendOf} is not null`),
    foreignKey({ columns: [t.tenantId, t.resendOf], foreignColumns: [t.tenantId, t.id] }),
    check("deliveries_state_check", oneOf(t.state, deliveryStates)),
    check("deliveries_best_hours_check", sql`${t.bestHoursUntil} > ${t.scheduledAt}`),
    ...tenantPolicies("deliveries"),
  ],
);

export type FrozenDelivery = {
  from: { name: string; email: string };
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  footer: { legalName: string; postalAddress: string; complaintContact: string };
  /** Whether opens and clicks are recorded: the content's links then lead through the service. */
  tracks?: boolean;
  hasWebVersion?: boolean;
  hourPlan?: HourPlan;
  /** The group's conditions: they may be changed while the rest of its addresses is still being read. */
  expression?: unknown;
};

/** A fixed set of recipients sent in one provider call; its counters roll up into the delivery's ledger. */
export const batches = pgTable(
  "batches",
  {
    tenantId: tenantId(),
    deliveryId: uuid("delivery_id").notNull(),
    batchNo: integer("batch_no").notNull(),
    state: text("state", { enum: batchStates }).notNull().default("queued"),
    /** Counts the sets of recipients this batch has tried; part of the idempotency key. */
    attemptSet: smallint("attempt_set").notNull().default(1),
    attempts: smallint("attempts").notNull().default(0),
    runAt: at("run_at").notNull().defaultNow(),
    /** When it is meant to leave, where that is not at once: `runAt` moves with every attempt. */
    plannedAt: at("planned_at"),
    leasedBy: text("leased_by"),
    leasedUntil: at("leased_until"),
    audience: integer("audience").notNull(),
    queued: integer("queued").notNull().default(0),
    sending: integer("sending").notNull().default(0),
    accepted: integer("accepted").notNull().default(0),
    delivered: integer("delivered").notNull().default(0),
    bounced: integer("bounced").notNull().default(0),
    failed: integer("failed").notNull().default(0),
    suppressed: integer("suppressed").notNull().default(0),
    cancelled: integer("cancelled").notNull().default(0),
    unknown: integer("unknown").notNull().default(0),
    opened: integer("opened").notNull().default(0),
    openedAutomatically: integer("opened_automatically").notNull().default(0),
    clicked: integer("clicked").notNull().default(0),
    complained: integer("complained").notNull().default(0),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.deliveryId, t.batchNo] }),
    index("batches_claim")
      .on(t.tenantId, t.deliveryId, t.state, t.runAt, t.batchNo)
      .where(sql`${t.state} in ('queued', 'sending')`),
    foreignKey({
      columns: [t.tenantId, t.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
    check("batches_state_check", oneOf(t.state, batchStates)),
    ...tenantPolicies("batches"),
  ],
);

export const recipients = pgTable(
  "recipients",
  {
    tenantId: tenantId(),
    deliveryId: uuid("delivery_id").notNull(),
    batchNo: integer("batch_no").notNull(),
    addressId: uuid("address_id").notNull(),
    email: email("email").notNull(),
    /** The delivery as a number, for the index by address alone. */
    deliveryKey: integer("delivery_key").generatedAlwaysAs(sql`uuid_hash(delivery_id)`),
    /** Frozen at preparation: a provider refuses an idempotency key that comes back with another payload. */
    merge: jsonb("merge").$type<MergeValues>().notNull().default({}),
    state: text("state", { enum: recipientStates }).notNull().default("queued"),
    /** The batch's attempt set that this recipient was last sent in: a worker that takes over repeats that set. */
    attemptSet: smallint("attempt_set").notNull().default(0),
    reason: text("reason"),
    messageId: text("message_id"),
    acceptedAt: at("accepted_at"),
    deliveredAt: at("delivered_at"),
    bouncedAt: at("bounced_at"),
    complainedAt: at("complained_at"),
    openedAt: at("opened_at"),
    /** Nothing tells that a person did: every open may be a machine's, and no link was followed. */
    openedAutomatically: boolean("opened_automatically").notNull().default(false),
    clickedAt: at("clicked_at"),
    unsubscribedAt: at("unsubscribed_at"),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.deliveryId, t.batchNo, t.addressId] }),
    index("recipients_address").on(t.tenantId, t.addressId),
    index("recipients_email").on(t.deliveryKey, t.email),
    index("recipients_unsubscribed")
      .on(t.tenantId, t.deliveryId, t.batchNo, t.addressId)
      .where(sql`${t.unsubscribedAt} is not null`),
    index("recipients_opened")
      .on(t.tenantId, t.openedAt, t.addressId)
      .where(sql`${t.openedAt} is not null`),
    index("recipients_clicked")
      .on(t.tenantId, t.clickedAt, t.addressId)
      .where(sql`${t.clickedAt} is not null`),
    foreignKey({
      columns: [t.tenantId, t.deliveryId, t.batchNo],
      foreignColumns: [batches.tenantId, batches.deliveryId, batches.batchNo],
    }).onDelete("cascade"),
    check("recipients_state_check", oneOf(t.state, recipientStates)),
    ...tenantPolicies("recipients"),
  ],
);
