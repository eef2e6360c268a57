import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  pgTable,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { applicationLinkPurposes, applicationStates } from "../values";
import { at, createdAt, oneOf, updatedAt } from "./tenancy";

/** Sign-ups in progress: no tenant exists yet, so these are control tables without row-level security. */
export const applications = pgTable(
  "applications",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    email: text("email").notNull(),
    state: text("state", { enum: applicationStates }).notNull().default("submitted"),
    locale: text("locale").notNull().default("ja"),
    country: text("country").notNull().default("JP"),
    planId: text("plan_id"),
    checkoutSessionId: text("checkout_session_id"),
    stripeCustomerId: text("stripe_customer_id"),
    stripeSubscriptionId: text("stripe_subscription_id"),
    /** When the last mail with a link or a code was asked for: the cool-down counts from here. */
    linkRequestedAt: at("link_requested_at"),
    codeRequestedAt: at("code_requested_at"),
    paidAt: at("paid_at"),
    verifiedAt: at("verified_at"),
    companyName: text("company_name"),
    contactName: text("contact_name"),
    passwordHash: text("password_hash"),
    termsVersion: text("terms_version"),
    termsAcceptedAt: at("terms_accepted_at"),
    termsIp: text("terms_ip"),
    /** Hash of the secret which the registering browser holds to be signed in once. */
    handOverHash: text("hand_over_hash"),
    tenantId: uuid("tenant_id"),
    buildStep: smallint("build_step").notNull().default(0),
    buildError: text("build_error"),
    completedAt: at("completed_at"),
    /** What the provider's staff noted about paying back, for one whose environment does not come about. */
    refundNote: text("refund_note"),
    refundNotedAt: at("refund_noted_at"),
    expiresAt: at("expires_at").notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check("applications_state_check", oneOf(t.state, applicationStates)),
    index("applications_email").on(t.email),
    index("applications_state_updated").on(t.state, t.updatedAt),
    uniqueIndex("applications_checkout_session").on(t.checkoutSessionId),
    uniqueIndex("applications_tenant").on(t.tenantId),
  ],
);

export const applicationLinks = pgTable(
  "application_links",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    applicationId: uuid("application_id")
      .notNull()
      .references(() => applications.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: applicationLinkPurposes }).notNull(),
    tokenHash: text("token_hash").notNull().unique(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
    supersededAt: at("superseded_at"),
    createdAt: createdAt(),
  },
  (t) => [
    check("application_links_purpose_check", oneOf(t.purpose, applicationLinkPurposes)),
    index("application_links_application").on(t.applicationId),
  ],
);

export const applicationCodes = pgTable(
  "application_codes",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    applicationId: uuid("application_id")
      .notNull()
      .references(() => applications.id, { onDelete: "cascade" }),
    codeHash: text("code_hash").notNull(),
    tries: integer("tries").notNull().default(0),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
    supersededAt: at("superseded_at"),
    createdAt: createdAt(),
  },
  (t) => [
    index("application_codes_application").on(t.applicationId, t.createdAt),
    uniqueIndex("application_codes_live")
      .on(t.applicationId)
      .where(sql`used_at is null and superseded_at is null`),
  ],
);
