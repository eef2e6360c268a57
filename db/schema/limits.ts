import { integer, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { at, createdAt, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

/** One customer's limits where they differ from the plan's; null means as the plan says. */
export const tenantLimits = pgTable(
  "tenant_limits",
  {
    tenantId: tenantId().references(() => tenants.id),
    addresses: integer("addresses"),
    monthlyMails: integer("monthly_mails"),
    users: integer("users"),
    mailsPerHour: integer("mails_per_hour"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] }), ...tenantPolicies("tenant_limits")],
);

/** How much of its limits a customer uses: counts only, so that the operator may see them. */
export const tenantUsage = pgTable(
  "tenant_usage",
  {
    tenantId: tenantId().references(() => tenants.id),
    addresses: integer("addresses").notNull().default(0),
    users: integer("users").notNull().default(0),
    mailsThisMonth: integer("mails_this_month").notNull().default(0),
    /** Mails of the clock hour that began at `hourStart`: what an hourly limit is held against. */
    hourStart: at("hour_start").notNull().defaultNow(),
    hourMails: integer("hour_mails").notNull().default(0),
    /** The same for the day in Japan that began at `dayStart`. */
    dayStart: at("day_start").notNull().defaultNow(),
    dayMails: integer("day_mails").notNull().default(0),
    measuredAt: at("measured_at").notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] }), ...tenantPolicies("tenant_usage")],
);
