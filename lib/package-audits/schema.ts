import { z } from "zod";

const count = z.int().min(0);

/** The parts of a report of npm audit (version 2) that are kept. */
export const npmAuditSchema = z.object({
  metadata: z.object({
    vulnerabilities: z.object({
      critical: count,
      high: count,
      moderate: count,
      low: count,
      info: count,
    }),
  }),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      name: z.string(),
      severity: z.string(),
      range: z.string().default(""),
      fixAvailable: z.unknown(),
    }),
  ),
});
