import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { evidenceStates } from "../values";
import { at, createdAt, id, oneOf, tenantId, tenantPolicies } from "./tenancy";

/** An archive for a customer's audit; its file is named by its id, and both go after some days. */
export const evidencePacks = pgTable(
  "evidence_packs",
  {
    tenantId: tenantId(),
    id: id(),
    state: text("state", { enum: evidenceStates }).notNull().default("queued"),
    requestedBy: text("requested_by").notNull(),
    createdAt: createdAt(),
    finishedAt: at("finished_at"),
    /** Of its sections, how many are written. */
    sectionsDone: integer("sections_done").notNull().default(0),
    bytes: bigint("bytes", { mode: "number" }),
    sha256: text("sha256"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("evidence_packs_created").on(t.tenantId, t.createdAt, t.id),
    uniqueIndex("evidence_packs_open").on(t.tenantId).where(sql`state in ('queued', 'running')`),
    check("evidence_packs_state_check", oneOf(t.state, evidenceStates)),
    check(
      "evidence_packs_ready_check",
      sql`state <> 'ready' or (bytes is not null and sha256 is not null)`,
    ),
    ...tenantPolicies("evidence_packs"),
  ],
);
