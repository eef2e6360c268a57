import { z } from "zod";
import { plans } from "@/content/plans";

const ids = plans.map(({ id }) => id) as [string, ...string[]];

export const changePlanSchema = z.object({ planId: z.enum(ids) });
export type ChangePlanInput = z.output<typeof changePlanSchema>;

export const keepPlanSchema = z.object({});

export const invoiceListSchema = z.object({ after: z.string().optional().catch(undefined) });
