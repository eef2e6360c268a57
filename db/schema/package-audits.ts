import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at } from "./tenancy";

export type PackageReport = {
  /** How many packages of each severity, the worst first. */
  counts: Record<"critical" | "high" | "moderate" | "low" | "info", number>;
  packages: { name: string; severity: string; range: string; isFixable: boolean }[];
};

/** What the package registry knew of vulnerabilities in the service's packages, or why it could not be asked. */
export const packageAudits = pgTable(
  "package_audits",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    checkedAt: at("checked_at").notNull().defaultNow(),
    report: jsonb("report").$type<PackageReport>(),
    error: text("error"),
  },
  (t) => [
    check("package_audits_outcome_check", sql`(${t.report} is null) <> (${t.error} is null)`),
    index("package_audits_newest").on(t.checkedAt),
  ],
);
