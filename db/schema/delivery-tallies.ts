import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { tallyKinds } from "../values";
import { deliveries } from "./deliveries";
import { at, oneOf, tenantId, tenantPolicies } from "./tenancy";

const count = (name: string) => integer(name).notNull();

/** What became of a whole delivery, from its batches, as long as it rests: the first change takes the row away. */
export const deliveryTotals = pgTable(
  "delivery_totals",
  {
    tenantId: tenantId(),
    deliveryId: uuid("delivery_id").notNull(),
    audience: count("audience"),
    queued: count("queued"),
    sending: count("sending"),
    accepted: count("accepted"),
    delivered: count("delivered"),
    bounced: count("bounced"),
    failed: count("failed"),
    suppressed: count("suppressed"),
    cancelled: count("cancelled"),
    unknown: count("unknown"),
    opened: count("opened"),
    openedAutomatically: count("opened_automatically").default(0),
    clicked: count("clicked"),
    complained: count("complained"),
    countedAt: at("counted_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.deliveryId] }),
    foreignKey({
      columns: [t.tenantId, t.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
    ...tenantPolicies("delivery_totals"),
  ],
);

/** Recipients of a slice of batches, counted by receiving domain, by the reason of a miss, over time, and by view of the log. */
export const deliveryTallies = pgTable(
  "delivery_tallies",
  {
    tenantId: tenantId(),
    deliveryId: uuid("delivery_id").notNull(),
    sliceNo: integer("slice_no").notNull(),
    kind: text("kind", { enum: tallyKinds }).notNull(),
    /** The domain; the state, reason and code; the time in seconds since 1970; or the view. */
    key: text("key").notNull(),
    audience: count("audience"),
    sent: count("sent"),
    delivered: count("delivered"),
    bounced: count("bounced"),
    complained: count("complained"),
    opened: count("opened"),
    clicked: count("clicked"),
    countedAt: at("counted_at").notNull().defaultNow(),
    /** Who they are, in the log's order, where they are few: batch and address at the same place. */
    batchNos: integer("batch_nos").array(),
    addressIds: uuid("address_ids").array(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.deliveryId, t.kind, t.key, t.sliceNo] }),
    index("delivery_tallies_slice").on(t.sliceNo, t.deliveryId, t.tenantId),
    foreignKey({
      columns: [t.tenantId, t.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
    check("delivery_tallies_kind_check", oneOf(t.kind, tallyKinds)),
    check(
      "delivery_tallies_listed_check",
      sql`cardinality(${t.batchNos}) = cardinality(${t.addressIds})`,
    ),
    ...tenantPolicies("delivery_tallies"),
  ],
);
