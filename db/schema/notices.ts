import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { noticeAudiences, noticeKinds, noticeStates, noticeStatuses } from "../values";
import { operators } from "./control";
import { at, createdAt, oneOf, updatedAt } from "./tenancy";

export const notices = pgTable(
  "notices",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    kind: text("kind", { enum: noticeKinds }).notNull(),
    titleJa: text("title_ja").notNull(),
    titleEn: text("title_en").notNull(),
    /** Markdown. */
    bodyJa: text("body_ja").notNull(),
    bodyEn: text("body_en").notNull(),
    state: text("state", { enum: noticeStates }).notNull().default("draft"),
    /** How far the matter is: of the newest update that says so. */
    status: text("status", { enum: noticeStatuses }),
    effectiveAt: at("effective_at"),
    /** When a scheduled notice is to be published. */
    scheduledAt: at("scheduled_at"),
    publishedAt: at("published_at"),
    audience: text("audience", { enum: noticeAudiences }).notNull().default("all"),
    planIds: text("plan_ids").array().notNull().default(sql`'{}'::text[]`),
    tenantIds: uuid("tenant_ids").array().notNull().default(sql`'{}'::uuid[]`),
    mustAcknowledge: boolean("must_acknowledge").notNull().default(false),
    /** Why it takes effect before its lead time is over. */
    overrideReason: text("override_reason"),
    /** The storage region that this change announces. */
    newRegion: text("new_region"),
    incidentId: uuid("incident_id"),
    /** When every target was put into the outbox. */
    fannedOutAt: at("fanned_out_at"),
    createdBy: uuid("created_by").references(() => operators.id),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check("notices_kind_check", oneOf(t.kind, noticeKinds)),
    check("notices_state_check", oneOf(t.state, noticeStates)),
    check("notices_status_check", oneOf(t.status, noticeStatuses)),
    check("notices_audience_check", oneOf(t.audience, noticeAudiences)),
    index("notices_published").on(t.publishedAt, t.id),
  ],
);

/** What followed a notice, oldest first its thread. */
export const noticeUpdates = pgTable(
  "notice_updates",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    noticeId: uuid("notice_id")
      .notNull()
      .references(() => notices.id),
    status: text("status", { enum: noticeStatuses }),
    bodyJa: text("body_ja").notNull(),
    bodyEn: text("body_en").notNull(),
    publishedAt: at("published_at").notNull().defaultNow(),
    fannedOutAt: at("fanned_out_at"),
    createdBy: uuid("created_by").references(() => operators.id),
  },
  (t) => [
    index("notice_updates_notice").on(t.noticeId, t.publishedAt),
    check("notice_updates_status_check", oneOf(t.status, noticeStatuses)),
  ],
);

/** Where customers' data is kept, and since when; the newest that has begun is in use. */
export const storageRegions = pgTable("storage_regions", {
  id: uuid("id").primaryKey().defaultRandom(),
  region: text("region").notNull(),
  since: at("since").notNull().defaultNow(),
  /** The change notice that announced it; null for the first. */
  noticeId: uuid("notice_id").references(() => notices.id),
});
