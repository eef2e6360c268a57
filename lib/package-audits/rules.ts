import type { PackageReport } from "@/db/schema/package-audits";
import { npmAuditSchema } from "./schema";

const severities = ["critical", "high", "moderate", "low", "info"];

/** Packages that one report keeps. */
const packagesMost = 200;

/** What `npm audit --json` printed as a report. Throws with what the registry answered when it is none. */
export function parseNpmAudit(text: string): PackageReport {
  const parsed = npmAuditSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(refusalIn(JSON.parse(text)));
  const { metadata, vulnerabilities } = parsed.data;
  const packages = Object.values(vulnerabilities)
    .map(({ name, severity, range, fixAvailable }) => ({
      name,
      severity,
      range,
      isFixable: fixAvailable !== false,
    }))
    .sort((a, b) => rank(a.severity) - rank(b.severity) || a.name.localeCompare(b.name));
  return { counts: metadata.vulnerabilities, packages: packages.slice(0, packagesMost) };
}

const rank = (severity: string): number => severities.indexOf(severity);

function refusalIn(answer: unknown): string {
  const { message, error } = answer as { message?: unknown; error?: { summary?: unknown } };
  const said = [message, error?.summary].find((text) => typeof text === "string" && text !== "");
  return typeof said === "string" ? said.slice(0, 500) : "npm audit printed no report";
}
