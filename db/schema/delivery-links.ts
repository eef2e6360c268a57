import {
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { deliveries } from "./deliveries";
import { tenantId, tenantPolicies } from "./tenancy";

/** A delivery's links as they were written, numbered in the order of the content. */
export const deliveryLinks = pgTable(
  "delivery_links",
  {
    tenantId: tenantId(),
    deliveryId: uuid("delivery_id").notNull(),
    linkNo: smallint("link_no").notNull(),
    url: text("url").notNull(),
    /** How many recipients have followed it. */
    clicked: integer("clicked").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.deliveryId, t.linkNo] }),
    foreignKey({
      columns: [t.tenantId, t.deliveryId],
      foreignColumns: [deliveries.tenantId, deliveries.id],
    }).onDelete("cascade"),
    ...tenantPolicies("delivery_links"),
  ],
);
