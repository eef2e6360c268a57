import { z } from "zod";
import { dayRangeSchema } from "@/lib/delivery-totals/schema";

const text = z.string().max(200).optional();

/** The audit page's filter as it stands in the URL; what makes no sense there is left out. */
export const auditFilterSchema = dayRangeSchema.extend({
  q: text.transform((text) => text?.trim() ?? "").catch(""),
  actor: text.pipe(z.uuid().optional()).catch(undefined),
  action: text.pipe(z.string().min(1).max(100).optional()).catch(undefined),
  target: text.pipe(z.string().min(1).max(100).optional()).catch(undefined),
});
export const auditFormatSchema = z.enum(["jsonl", "csv"]).catch("jsonl");

export type AuditFormat = z.output<typeof auditFormatSchema>;
