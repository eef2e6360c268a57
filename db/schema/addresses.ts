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
import {
  addressSources,
  attributeSubjects,
  attributeTypes,
  suppressionReasons,
  tagColors,
  unsubscribeCauses,
} from "../values";
import { at, createdAt, email, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";

export type AttributeValues = Record<string, string | number | null>;

export const attributeDefinitions = pgTable(
  "attribute_definitions",
  {
    tenantId: tenantId(),
    id: id(),
    subject: text("subject", { enum: attributeSubjects }).notNull(),
    key: text("key").notNull(),
    type: text("type", { enum: attributeTypes }).notNull(),
    choices: text("choices").array().notNull().default(sql`'{}'::text[]`),
    position: integer("position").notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("attribute_definitions_key").on(t.tenantId, t.subject, t.key),
    check("attribute_definitions_subject_check", oneOf(t.subject, attributeSubjects)),
    check("attribute_definitions_type_check", oneOf(t.type, attributeTypes)),
    ...tenantPolicies("attribute_definitions"),
  ],
);

export const addresses = pgTable(
  "addresses",
  {
    tenantId: tenantId(),
    id: id(),
    email: email("email").notNull(),
    name: text("name").notNull().default(""),
    attributes: jsonb("attributes").$type<AttributeValues>().notNull().default({}),
    source: text("source", { enum: addressSources }).notNull().default("manual"),
    /** Breaks RFC 5321 (old carrier addresses) and is quoted on the wire. */
    isNonstandard: boolean("is_nonstandard").notNull().default(false),
    /** Where, when and to which words the recipient agreed to get mail; null where nothing shows it. */
    consentSource: text("consent_source"),
    consentAt: at("consent_at"),
    consentWording: text("consent_wording"),
    /** The import that added it; without a foreign key, whose check would cost more than the insert. */
    importId: uuid("import_id"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("addresses_email").on(t.tenantId, t.email),
    index("addresses_created").on(t.tenantId, t.createdAt, t.id),
    check("addresses_consent_check", sql`${t.consentAt} is null or ${t.consentSource} is not null`),
    check("addresses_source_check", oneOf(t.source, addressSources)),
    ...tenantPolicies("addresses"),
  ],
);

export const tags = pgTable(
  "tags",
  {
    tenantId: tenantId(),
    id: id(),
    name: text("name").notNull(),
    color: text("color", { enum: tagColors }).notNull().default("gray"),
    /** Recipients may take and leave it themselves, under the public name. */
    isChoosable: boolean("is_choosable").notNull().default(false),
    publicName: text("public_name").notNull().default(""),
    publicDescription: text("public_description").notNull().default(""),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("tags_name").on(t.tenantId, t.name),
    index("tags_choosable").on(t.tenantId, t.publicName, t.id).where(sql`${t.isChoosable}`),
    check("tags_color_check", oneOf(t.color, tagColors)),
    check("tags_choosable_check", sql`not ${t.isChoosable} or ${t.publicName} <> ''`),
    ...tenantPolicies("tags"),
  ],
);

export const addressTags = pgTable(
  "address_tags",
  {
    tenantId: tenantId(),
    tagId: uuid("tag_id").notNull(),
    addressId: uuid("address_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.tagId, t.addressId] }),
    index("address_tags_address").on(t.tenantId, t.addressId, t.tagId),
    foreignKey({
      columns: [t.tenantId, t.tagId],
      foreignColumns: [tags.tenantId, tags.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.addressId],
      foreignColumns: [addresses.tenantId, addresses.id],
    }).onDelete("cascade"),
    ...tenantPolicies("address_tags"),
  ],
);

export const groups = pgTable(
  "groups",
  {
    tenantId: tenantId(),
    id: id(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    expression: jsonb("expression").notNull(),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("groups_name").on(t.tenantId, t.name),
    ...tenantPolicies("groups"),
  ],
);

/** E-mail addresses that must not be mailed; kept also when the address itself is gone. */
export const suppressions = pgTable(
  "suppressions",
  {
    tenantId: tenantId(),
    email: email("email").notNull(),
    reason: text("reason", { enum: suppressionReasons }).notNull(),
    deliveryId: uuid("delivery_id"),
    /** What the recipient gave as the cause of an unsubscription, and in their own words. */
    cause: text("cause", { enum: unsubscribeCauses }),
    comment: text("comment").notNull().default(""),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.email] }),
    index("suppressions_created").on(t.tenantId, t.createdAt, t.email),
    check("suppressions_reason_check", oneOf(t.reason, suppressionReasons)),
    check("suppressions_cause_check", oneOf(t.cause, unsubscribeCauses)),
    ...tenantPolicies("suppressions"),
  ],
);
