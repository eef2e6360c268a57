import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { at } from "./tenancy";

/** What the service last measured of itself, one row for each fact, for everybody to read. */
export const serviceFacts = pgTable("service_facts", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
  at: at("at").notNull().defaultNow(),
});
