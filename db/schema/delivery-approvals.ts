import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { approvalStates } from "../values";
import { deliveries } from "./deliveries";
import { at, id, oneOf, tenantId, tenantPolicies } from "./tenancy";
import { tenants } from "./tenants";

/**
 * What was asked of approvers and how it ended. Triggers write who asked, who decided, the fingerprint of what is sent
 * and who last changed it, and refuse any other change of a row than its next state.
 */
export const deliveryApprovals = pgTable(
  "delivery_approvals",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    deliveryId: uuid("delivery_id").notNull(),
    state: text("state", { enum: approvalStates }).notNull().default("requested"),
    /** Of content, sender, audience, options and legal footer as they were when it was asked for. */
    fingerprint: text("fingerprint").notNull().default(""),
    /** When it is to start; null for as soon as somebody starts it. */
    startsAt: at("starts_at"),
    bestHoursUntil: at("best_hours_until"),
    /** How many it would have been sent to when it was asked for. */
    recipients: integer("recipients").notNull(),
    note: text("note").notNull().default(""),
    /** In which language who asked is answered. */
    locale: text("locale", { enum: ["ja", "en"] })
      .notNull()
      .default("ja"),
    requestedBy: uuid("requested_by"),
    requestedByName: text("requested_by_name").notNull(),
    requestedAt: at("requested_at").notNull().defaultNow(),
    /** Who had last changed the delivery when it was asked for. */
    authorId: uuid("author_id"),
    decidedBy: uuid("decided_by"),
    decidedByName: text("decided_by_name"),
    decidedAt: at("decided_at"),
    reason: text("reason").notNull().default(""),
    /** When it was withdrawn or became void. */
    endedAt: at("ended_at"),
    /** The master account approved its own delivery, as nobody else could. */
    isSole: boolean("is_sole").notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
    uniqueIndex("delivery_approvals_open")
      .on(t.tenantId, t.deliveryId)
      .where(sql`${t.state} in ('requested', 'approved')`),
    index("delivery_approvals_history").on(t.tenantId, t.deliveryId, t.requestedAt),
    index("delivery_approvals_waiting")
      .on(t.tenantId, t.requestedAt)
      .where(sql`${t.state} = 'requested'`),
    check("delivery_approvals_state_check", oneOf(t.state, approvalStates)),
    check("delivery_approvals_locale_check", oneOf(t.locale, ["ja", "en"])),
    check("delivery_approvals_hours_check", sql`${t.bestHoursUntil} > ${t.startsAt}`),
    check(
      "delivery_approvals_four_eyes",
      sql`${t.state} <> 'approved' or (${t.decidedBy} is not null and (${t.isSole}
        or (${t.decidedBy} is distinct from ${t.requestedBy} and ${t.decidedBy} is distinct from ${t.authorId})))`,
    ),
    ...tenantPolicies("delivery_approvals"),
  ],
);
