import { sql } from "drizzle-orm";
import { check, foreignKey, pgTable, primaryKey, smallint, uuid } from "drizzle-orm/pg-core";
import { addresses } from "./addresses";
import { tenantId, tenantPolicies, updatedAt } from "./tenancy";

const noHours = sql`array_fill(0::smallint, array[24])`;

/** At which hours of the day in Japan an address opens and clicks: 24 counts, kept up by every event. */
export const addressHours = pgTable(
  "address_hours",
  {
    tenantId: tenantId(),
    addressId: uuid("address_id").notNull(),
    /** The period of 90 days that `recent` is of; `total` is of that one and the one before. */
    period: smallint("period").notNull(),
    recent: smallint("recent").array().notNull().default(noHours),
    total: smallint("total").array().notNull().default(noHours),
    recentCount: smallint("recent_count").notNull(),
    totalCount: smallint("total_count").notNull(),
    recentBest: smallint("recent_best").generatedAlwaysAs(sql`best_hour(recent)`),
    totalBest: smallint("total_best").generatedAlwaysAs(sql`best_hour(total)`),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.addressId] }),
    foreignKey({
      columns: [t.tenantId, t.addressId],
      foreignColumns: [addresses.tenantId, addresses.id],
    }).onDelete("cascade"),
    check(
      "address_hours_hours_check",
      sql`cardinality(${t.recent}) = 24 and cardinality(${t.total}) = 24`,
    ),
    ...tenantPolicies("address_hours"),
  ],
);

/** When the mails of a delivery leave that goes to each recipient at its own best hour. */
export type HourPlan = {
  /** From the earliest on, each with the hours of the day in Japan for which mails leave then. */
  slots: { at: string; hours: number[] }[];
  /** The slot of those about whom too little is known. */
  usual: number;
};
