import { z } from "zod";

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .refine((text) => !Number.isNaN(Date.parse(text)))
  .optional()
  .catch(undefined);

/** Days in Japan, both included. */
export const reportPeriodSchema = z.object({ from: day, to: day });
export type ReportPeriodInput = z.output<typeof reportPeriodSchema>;
