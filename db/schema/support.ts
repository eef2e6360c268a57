import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import {
  noticeLocales,
  supportAuthors,
  supportCategories,
  supportEntryKinds,
  supportStates,
} from "../values";
import { createdAt, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

/** The customer's own Chatwork account, so that the provider knows whom it talks to in Chatwork. */
export const supportContacts = pgTable(
  "support_contacts",
  {
    tenantId: tenantId().references(() => tenants.id),
    chatworkId: text("chatwork_id").notNull(),
    chatworkName: text("chatwork_name").notNull(),
    person: text("person").notNull(),
    updatedAt: updatedAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] }), ...tenantPolicies("support_contacts")],
);

export const supportRequests = pgTable(
  "support_requests",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    category: text("category", { enum: supportCategories }).notNull(),
    subject: text("subject").notNull(),
    state: text("state", { enum: supportStates }).notNull().default("open"),
    /** Who asked; stays when the user is gone. */
    askedBy: uuid("asked_by"),
    askedByName: text("asked_by_name").notNull(),
    /** In which language the answer is announced. */
    locale: text("locale", { enum: noticeLocales }).notNull().default("ja"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check("support_requests_category_check", oneOf(t.category, supportCategories)),
    check("support_requests_state_check", oneOf(t.state, supportStates)),
    check("support_requests_locale_check", oneOf(t.locale, noticeLocales)),
    index("support_requests_newest").on(t.tenantId, t.createdAt, t.id),
    index("support_requests_all").on(t.createdAt, t.id),
    ...tenantPolicies("support_requests"),
  ],
);

/** What was said and done about a request, oldest first its thread. */
export const supportEntries = pgTable(
  "support_entries",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    requestId: uuid("request_id").notNull(),
    kind: text("kind", { enum: supportEntryKinds }).notNull(),
    author: text("author", { enum: supportAuthors }).notNull(),
    /** The user; of the provider's staff only the name is written here. */
    authorId: uuid("author_id"),
    authorName: text("author_name").notNull(),
    body: text("body").notNull().default(""),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.requestId],
      foreignColumns: [supportRequests.tenantId, supportRequests.id],
    }),
    check("support_entries_kind_check", oneOf(t.kind, supportEntryKinds)),
    check("support_entries_author_check", oneOf(t.author, supportAuthors)),
    index("support_entries_thread").on(t.tenantId, t.requestId, t.createdAt),
    ...tenantPolicies("support_entries"),
  ],
);

/** A file sent along; its content lies in the folder of files. Without an entry it waits for its request. */
export const supportFiles = pgTable(
  "support_files",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    entryId: uuid("entry_id"),
    name: text("name").notNull(),
    mediaType: text("media_type").notNull(),
    bytes: integer("bytes").notNull(),
    uploadedBy: uuid("uploaded_by"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.entryId],
      foreignColumns: [supportEntries.tenantId, supportEntries.id],
    }),
    index("support_files_entry").on(t.tenantId, t.entryId),
    ...tenantPolicies("support_files"),
  ],
);
