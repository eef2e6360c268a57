import { check, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { tenantStates } from "../values";
import { createdAt, oneOf, tenantPolicies, updatedAt } from "./tenancy";

export const tenants = pgTable(
  "tenants",
  {
    id: uuid("id").primaryKey(),
    accountId: text("account_id").notNull().unique(),
    name: text("name").notNull(),
    state: text("state", { enum: tenantStates }).notNull().default("active"),
    planId: text("plan_id").notNull(),
    storageRegion: text("storage_region").notNull(),
    stripeCustomerId: text("stripe_customer_id"),
    stripeSubscriptionId: text("stripe_subscription_id"),
    /** Shown in every mail (特定電子メールの送信の適正化等に関する法律 第4条). */
    legalName: text("legal_name").notNull().default(""),
    postalAddress: text("postal_address").notNull().default(""),
    complaintContact: text("complaint_contact").notNull().default(""),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check("tenants_state_check", oneOf(t.state, tenantStates)),
    ...tenantPolicies("tenants", "id"),
  ],
);
