import { z } from "zod";

export const requestPackSchema = z.object({});
export const packJobSchema = z.object({ tenantId: z.uuid(), packId: z.uuid() });
export const pruneJobSchema = z.object({ tenantId: z.uuid() });
