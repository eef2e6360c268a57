import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { jobRunStates, operatorStates } from "../values";
import { at, createdAt, oneOf, updatedAt } from "./tenancy";

/** Events of the payment provider, stored raw before they are applied; the event's own id makes a repeat harmless. */
export const paymentEvents = pgTable("payment_events", {
  id: text("id").primaryKey(),
  type: text("type").notNull(),
  payload: jsonb("payload").notNull(),
  receivedAt: at("received_at").notNull().defaultNow(),
  appliedAt: at("applied_at"),
});

export const throttles = pgTable(
  "throttles",
  {
    key: text("key").notNull(),
    windowStart: at("window_start").notNull(),
    count: integer("count").notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.key, t.windowStart] }),
    index("throttles_window").on(t.windowStart),
  ],
);

export const operators = pgTable(
  "operators",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    email: text("email").notNull().unique(),
    name: text("name").notNull(),
    passwordHash: text("password_hash").notNull(),
    /** Until when a password that was made for them lets them in, to choose their own; null once they have. */
    initialPasswordUntil: at("initial_password_until"),
    state: text("state", { enum: operatorStates }).notNull().default("active"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [check("operators_state_check", oneOf(t.state, operatorStates))],
);

export const operatorSessions = pgTable("operator_sessions", {
  id: uuid("id").primaryKey().defaultRandom(),
  operatorId: uuid("operator_id")
    .notNull()
    .references(() => operators.id, { onDelete: "cascade" }),
  ip: text("ip"),
  userAgent: text("user_agent"),
  createdAt: createdAt(),
  lastSeenAt: at("last_seen_at").notNull().defaultNow(),
  expiresAt: at("expires_at").notNull(),
  revokedAt: at("revoked_at"),
  provenAt: at("proven_at").notNull().defaultNow(),
});

export const operatorAuditEntries = pgTable("operator_audit_entries", {
  id: uuid("id").primaryKey().defaultRandom(),
  at: at("at").notNull().defaultNow(),
  operatorId: uuid("operator_id"),
  operatorName: text("operator_name").notNull(),
  action: text("action").notNull(),
  targetType: text("target_type"),
  targetId: text("target_id"),
  details: jsonb("details").$type<Record<string, unknown>>().notNull().default({}),
  ip: text("ip"),
  requestId: text("request_id"),
  userAgent: text("user_agent"),
  seq: bigint("seq", { mode: "number" }).unique("operator_audit_entries_seq"),
  prevHash: text("prev_hash"),
  hash: text("hash"),
});

/** One row for every background run, so that the operator can see what ran and what failed. */
export const jobRuns = pgTable(
  "job_runs",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    task: text("task").notNull(),
    tenantId: uuid("tenant_id"),
    state: text("state", { enum: jobRunStates }).notNull().default("running"),
    attempt: integer("attempt").notNull().default(1),
    error: text("error"),
    startedAt: at("started_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    check("job_runs_state_check", oneOf(t.state, jobRunStates)),
    index("job_runs_started").on(t.startedAt),
  ],
);

export const workerHeartbeats = pgTable("worker_heartbeats", {
  workerId: text("worker_id").primaryKey(),
  startedAt: at("started_at").notNull().defaultNow(),
  seenAt: at("seen_at").notNull().defaultNow(),
  /** The names under which this process locks jobs in the queue. */
  queueWorkers: text("queue_workers").array().notNull().default(sql`'{}'::text[]`),
});

/** Which deliveries have work now: the one place where a worker looks across tenants; it holds no content. */
export const sendingQueue = pgTable(
  "sending_queue",
  {
    tenantId: uuid("tenant_id").notNull(),
    deliveryId: uuid("delivery_id").notNull(),
    runAt: at("run_at").notNull().defaultNow(),
    servedAt: at("served_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.deliveryId] }),
    index("sending_queue_run").on(t.runAt, t.servedAt),
  ],
);

/** What a mail provider allows and which of its calls are taken, shared by all workers; `take_calls` and `tell_call_budget` write it. */
export const callBudgets = pgTable(
  "call_budgets",
  {
    /** Where its calls go to: scheme, host and port. */
    provider: text("provider").primaryKey(),
    /** Calls in a window, as its answers tell; null until one has. */
    calls: integer("calls"),
    windowMs: integer("window_ms"),
    /** The part of the allowance that is in use: less after a refusal. */
    share: doublePrecision("share").notNull().default(1),
    /** When the next call is free. */
    nextAt: at("next_at").notNull().defaultNow(),
    /** Before this no call is welcome. */
    openAt: at("open_at").notNull().defaultNow(),
    updatedAt: at("updated_at").notNull().defaultNow(),
  },
  (t) => [
    check(
      "call_budgets_policy_check",
      sql`(${t.calls} is null) = (${t.windowMs} is null) and ${t.calls} > 0 and ${t.windowMs} > 0`,
    ),
    check("call_budgets_share_check", sql`${t.share} > 0 and ${t.share} <= 1`),
  ],
);
