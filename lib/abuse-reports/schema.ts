import type { z } from "zod";
import { dayRangeSchema } from "@/lib/delivery-totals/schema";

/** Days in Japan, both included. */
export const reportPeriodSchema = dayRangeSchema;
export type ReportPeriodInput = z.output<typeof reportPeriodSchema>;
