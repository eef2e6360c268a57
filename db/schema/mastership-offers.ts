import { sql } from "drizzle-orm";
import { foreignKey, pgTable, primaryKey, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, tenantId, tenantPolicies } from "./tenancy";
import { users } from "./users";

/** A master's offer to hand mastership over, which the other person has to accept. */
export const mastershipOffers = pgTable(
  "mastership_offers",
  {
    tenantId: tenantId(),
    id: id(),
    fromUserId: uuid("from_user_id").notNull(),
    toUserId: uuid("to_user_id").notNull(),
    expiresAt: at("expires_at").notNull(),
    acceptedAt: at("accepted_at"),
    cancelledAt: at("cancelled_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("mastership_offers_open")
      .on(t.tenantId, t.fromUserId)
      .where(sql`accepted_at is null and cancelled_at is null`),
    foreignKey({
      columns: [t.tenantId, t.fromUserId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.toUserId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("mastership_offers"),
  ],
);
