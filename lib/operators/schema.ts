import { z } from "zod";
import { jobRunStates } from "@/db/values";

export const operatorSignInSchema = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(256),
});
export type OperatorSignInInput = z.output<typeof operatorSignInSchema>;

const after = z.string().optional().catch(undefined);

/** Customers by a part of their name or account ID. */
export const tenantFilterSchema = z.object({ q: z.string().trim().max(100).catch(""), after });
export type TenantFilter = z.output<typeof tenantFilterSchema>;

export const jobFilterSchema = z.object({
  state: z.enum(["all", ...jobRunStates]).catch("all"),
  after,
});
export type JobFilter = z.output<typeof jobFilterSchema>;
