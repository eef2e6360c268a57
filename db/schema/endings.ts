import { check, date, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { endingReasons, endingStates } from "../values";
import { at, oneOf, tenantId, tenantPolicies } from "./tenancy";

/** Why and when a customer ends the contract; gone again when the customer withdraws it. */
export const contractEndings = pgTable(
  "contract_endings",
  {
    tenantId: tenantId(),
    reason: text("reason", { enum: endingReasons }).notNull(),
    note: text("note").notNull().default(""),
    /** The last day of the contract, in Japan. */
    endsOn: date("ends_on", { mode: "string" }).notNull(),
    requestedBy: uuid("requested_by"),
    requestedAt: at("requested_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    check("contract_endings_reason_check", oneOf(t.reason, endingReasons)),
    ...tenantPolicies("contract_endings"),
  ],
);

export type ErasedCounts = { tables: Record<string, number>; files: number; jobs: number };

/** Where the worker sees across tenants which contracts end; holds nothing of a customer's but the sealed address. */
export const tenantEndings = pgTable(
  "tenant_endings",
  {
    tenantId: uuid("tenant_id").primaryKey(),
    state: text("state", { enum: endingStates }).notNull().default("closing"),
    endsOn: date("ends_on", { mode: "string" }).notNull(),
    certificateNo: text("certificate_no"),
    /** Address, name and language for the certificate, sealed; emptied once it is sent. */
    recipientSealed: text("recipient_sealed"),
    subscriptionEndedAt: at("subscription_ended_at"),
    erasingSince: at("erasing_since"),
    erasedAt: at("erased_at"),
    certificateSentAt: at("certificate_sent_at"),
    counts: jsonb("counts")
      .$type<ErasedCounts>()
      .notNull()
      .default({ tables: {}, files: 0, jobs: 0 }),
    requestedAt: at("requested_at").notNull().defaultNow(),
  },
  (t) => [
    check("tenant_endings_state_check", oneOf(t.state, endingStates)),
    index("tenant_endings_ends_on").on(t.endsOn),
  ],
);

/** Erased environments: whatever copy is restored, they are erased from it again. */
export const tenantTombstones = pgTable("tenant_tombstones", {
  tenantId: uuid("tenant_id").primaryKey(),
  accountHash: text("account_hash").notNull(),
  /** Keyed hashes of the users' e-mail addresses. */
  emailHashes: text("email_hashes").array().notNull(),
  erasedAt: at("erased_at").notNull().defaultNow(),
});

/** Addresses erased on a person's request, as keyed hashes; erased again from whatever copy is restored. */
export const addressTombstones = pgTable(
  "address_tombstones",
  {
    tenantId: uuid("tenant_id").notNull(),
    addressHash: text("address_hash").notNull(),
    erasedAt: at("erased_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.addressHash] })],
);
