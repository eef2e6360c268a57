import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { noticeLocales, signupFieldModes } from "../values";
import { at, createdAt, email, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

/** An attribute that a form asks for, by its definition: a new name follows by itself, a deleted one is not asked for. */
export type SignupAttributeField = { id: string; isRequired: boolean };

/** What somebody entered, as stored values by the attribute's id. */
export type SignupAttributeValues = Record<string, string | number>;

export const signupForms = pgTable(
  "signup_forms",
  {
    tenantId: tenantId().references(() => tenants.id),
    /** Also the public address: random, and told to nobody else. */
    id: id(),
    /** For the customer's own eyes. */
    name: text("name").notNull(),
    title: text("title").notNull(),
    introduction: text("introduction").notNull().default(""),
    nameField: text("name_field", { enum: signupFieldModes }).notNull().default("optional"),
    attributeFields: jsonb("attribute_fields")
      .$type<SignupAttributeField[]>()
      .notNull()
      .default([]),
    /** Tags that a person may choose, as long as recipients may choose them at all. */
    choiceTagIds: uuid("choice_tag_ids").array().notNull().default(sql`'{}'::uuid[]`),
    /** Tags that every address gets. */
    hiddenTagIds: uuid("hidden_tag_ids").array().notNull().default(sql`'{}'::uuid[]`),
    consentWording: text("consent_wording").notNull(),
    completionMessage: text("completion_message").notNull().default(""),
    locale: text("locale", { enum: noticeLocales }).notNull().default("ja"),
    isActive: boolean("is_active").notNull().default(true),
    /** Origins that may frame it; none: every site may. */
    allowedSites: text("allowed_sites").array().notNull().default(sql`'{}'::text[]`),
    /** What stands before the @ of the address by which an empty mail signs up; null where the form takes none. */
    mailKey: text("mail_key"),
    submittedCount: integer("submitted_count").notNull().default(0),
    confirmedCount: integer("confirmed_count").notNull().default(0),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("signup_forms_name").on(t.tenantId, t.name),
    index("signup_forms_id").on(t.id),
    check("signup_forms_name_field_check", oneOf(t.nameField, signupFieldModes)),
    check("signup_forms_locale_check", oneOf(t.locale, noticeLocales)),
    ...tenantPolicies("signup_forms"),
  ],
);

/** What somebody entered and may confirm by the mailed link; nothing of it is in the address book before. */
export const signupRequests = pgTable(
  "signup_requests",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    formId: uuid("form_id").notNull(),
    email: email("email").notNull(),
    name: text("name").notNull().default(""),
    attributeValues: jsonb("attribute_values").$type<SignupAttributeValues>().notNull().default({}),
    tagIds: uuid("tag_ids").array().notNull().default(sql`'{}'::uuid[]`),
    /** The words that were on the screen. */
    consentWording: text("consent_wording").notNull(),
    ip: text("ip"),
    tokenHash: text("token_hash").notNull(),
    expiresAt: at("expires_at").notNull(),
    confirmedAt: at("confirmed_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("signup_requests_token").on(t.tenantId, t.tokenHash),
    foreignKey({
      columns: [t.tenantId, t.formId],
      foreignColumns: [signupForms.tenantId, signupForms.id],
    }).onDelete("cascade"),
    index("signup_requests_email").on(t.tenantId, t.email),
    index("signup_requests_form").on(t.tenantId, t.formId),
    index("signup_requests_expires").on(t.tenantId, t.expiresAt),
    ...tenantPolicies("signup_requests"),
  ],
);
