import { z } from "zod";

const one = z.preprocess(
  (value) => (Array.isArray(value) ? value[0] : value),
  z.string().max(200).optional(),
);
const day = one.pipe(z.iso.date().optional()).catch(undefined);

/** The audit page's filter as it stands in the URL; what makes no sense there is left out. */
export const auditFilterSchema = z.object({
  q: one.transform((text) => text?.trim() ?? "").catch(""),
  actor: one.pipe(z.uuid().optional()).catch(undefined),
  action: one.pipe(z.string().min(1).max(100).optional()).catch(undefined),
  target: one.pipe(z.string().min(1).max(100).optional()).catch(undefined),
  from: day,
  to: day,
});
export const auditFormatSchema = z.enum(["jsonl", "csv"]).catch("jsonl");

export type AuditFormat = z.output<typeof auditFormatSchema>;
