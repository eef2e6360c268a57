import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, primaryKey, smallint } from "drizzle-orm/pg-core";
import { tenantId, tenantPolicies, updatedAt } from "./tenancy";

/** What a customer decides once for all deliveries; without a row the defaults hold. */
export const sendingSettings = pgTable(
  "sending_settings",
  {
    tenantId: tenantId(),
    tracks: boolean("tracks").notNull().default(true),
    /** Minutes after midnight in Japan between which nothing is sent; both or neither. */
    quietFrom: smallint("quiet_from"),
    quietUntil: smallint("quiet_until"),
    /** Per mille of the recipients tried from which on a delivery stops; null never stops it. */
    mostBounces: smallint("most_bounces").default(100),
    mostComplaints: smallint("most_complaints").default(5),
    /** From how many recipients on a delivery needs an approval: 1 for every one; null for none. */
    approvalFrom: integer("approval_from"),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    check("sending_settings_bounces_check", sql`${t.mostBounces} between 1 and 1000`),
    check("sending_settings_complaints_check", sql`${t.mostComplaints} between 1 and 1000`),
    check("sending_settings_approval_check", sql`${t.approvalFrom} >= 1`),
    ...tenantPolicies("sending_settings"),
  ],
);
