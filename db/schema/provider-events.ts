import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { at, tenantId, tenantPolicies } from "./tenancy";

/** The mail provider's signed events, stored raw before they are applied, applied in any order. */
export const providerEvents = pgTable(
  "provider_events",
  {
    tenantId: tenantId(),
    id: text("id").notNull(),
    type: text("type").notNull(),
    deliveryId: uuid("delivery_id").notNull(),
    batchNo: integer("batch_no").notNull(),
    addressId: uuid("address_id").notNull(),
    occurredAt: at("occurred_at").notNull(),
    payload: jsonb("payload").notNull(),
    receivedAt: at("received_at").notNull().defaultNow(),
    appliedAt: at("applied_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("provider_events_recipient").on(t.tenantId, t.deliveryId, t.batchNo, t.addressId),
    index("provider_events_pending")
      .on(t.tenantId, t.deliveryId)
      .where(sql`${t.appliedAt} is null`),
    ...tenantPolicies("provider_events"),
  ],
);
