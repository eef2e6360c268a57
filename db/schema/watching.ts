import { sql } from "drizzle-orm";
import {
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { alarmRules, metricSteps } from "../values";
import { at, id, oneOf, updatedAt } from "./tenancy";

/** What was measured, averaged over ever longer steps: minutes for two days, hours for a quarter, days for over a year. */
export const metricSamples = pgTable(
  "metric_samples",
  {
    metric: text("metric").notNull(),
    /** The machine it was measured on; empty for what belongs to the service as a whole. */
    host: text("host").notNull().default(""),
    step: text("step", { enum: metricSteps }).notNull(),
    at: at("at").notNull(),
    average: doublePrecision("average").notNull(),
    highest: doublePrecision("highest").notNull(),
    samples: integer("samples").notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.metric, t.step, t.host, t.at] }),
    index("metric_samples_age").on(t.step, t.at),
    check("metric_samples_step_check", oneOf(t.step, metricSteps)),
  ],
);

/** A rule that was broken, from when to when; at most one open alarm for each rule and subject. */
export const alarms = pgTable(
  "alarms",
  {
    id: id().primaryKey(),
    rule: text("rule", { enum: alarmRules }).notNull(),
    subject: text("subject").notNull().default(""),
    value: doublePrecision("value").notNull(),
    threshold: doublePrecision("threshold").notNull(),
    openedAt: at("opened_at").notNull().defaultNow(),
    closedAt: at("closed_at"),
    toldAt: at("told_at"),
  },
  (t) => [
    check("alarms_rule_check", oneOf(t.rule, alarmRules)),
    uniqueIndex("alarms_open").on(t.rule, t.subject).where(sql`closed_at is null`),
    index("alarms_opened").on(t.openedAt, t.id),
  ],
);

/** What an operator changes while the service runs; every process reads it again within seconds. */
export const serviceSettings = pgTable("service_settings", {
  key: text("key").primaryKey(),
  value: jsonb("value").$type<unknown>().notNull(),
  updatedBy: uuid("updated_by"),
  updatedAt: updatedAt(),
});
