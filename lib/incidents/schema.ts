import { z } from "zod";
import { parseJstLocal } from "@/lib/format";

const title = z.string().trim().min(1).max(120);
const description = z.string().trim().min(1).max(5_000);
const long = z.string().trim().max(10_000);
/** A JST time that has come, as in `2026-11-24T08:05`. */
const pastTime = z.string().transform((text, check) => {
  const date = parseJstLocal(text);
  const problem = !date
    ? "invalidDate"
    : date.getTime() > Date.now() + 60_000
      ? "mustBePast"
      : null;
  if (problem) check.addIssue({ code: "custom", message: problem });
  return date ?? new Date(0);
});

export const reportIncidentSchema = z.object({ title, description, detectedAt: pastTime });
export type ReportIncidentInput = z.output<typeof reportIncidentSchema>;

const tenantIds = z.array(z.uuid()).max(1000);

export const openIncidentSchema = z.object({ title, description, detectedAt: pastTime, tenantIds });
export type OpenIncidentInput = z.output<typeof openIncidentSchema>;

export const updateIncidentSchema = z.object({
  id: z.uuid(),
  tenantIds,
  impact: long,
  cause: long,
  measures: long,
});
export type UpdateIncidentInput = z.output<typeof updateIncidentSchema>;

export const incidentEntrySchema = z.object({
  incidentId: z.uuid(),
  text: description,
  isShared: z.boolean(),
});
export type IncidentEntryInput = z.output<typeof incidentEntrySchema>;

export const closeIncidentSchema = z.object({ id: z.uuid(), reason: description });
export type CloseIncidentInput = z.output<typeof closeIncidentSchema>;
