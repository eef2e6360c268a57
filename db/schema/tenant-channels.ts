import { boolean, check, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { noticeLocales } from "../values";
import { at, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

/** How a tenant wants to be told: its language, and its own Chatwork room where it has registered one. */
export const tenantChannels = pgTable(
  "tenant_channels",
  {
    tenantId: tenantId().references(() => tenants.id),
    locale: text("locale", { enum: noticeLocales }).notNull().default("ja"),
    chatworkRoomId: text("chatwork_room_id"),
    chatworkTokenSealed: text("chatwork_token_sealed"),
    isChatworkOn: boolean("is_chatwork_on").notNull().default(false),
    /** The last test message that arrived. */
    chatworkTestedAt: at("chatwork_tested_at"),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    check("tenant_channels_locale_check", oneOf(t.locale, noticeLocales)),
    ...tenantPolicies("tenant_channels"),
  ],
);
