import { z } from "zod";
import { isCleanText } from "@/lib/clean-text";

const words = z.string().trim().min(1).max(1000).refine(isCleanText, "invalidCharacters");

export const decideFindingSchema = z.object({
  tenantId: z.uuid(),
  id: z.uuid(),
  state: z.enum(["confirmed", "dismissed"]),
  decision: words,
});
export type DecideFindingInput = z.output<typeof decideFindingSchema>;

export const findingFilterSchema = z.object({
  state: z.enum(["open", "all"]).catch("open"),
  after: z.string().optional().catch(undefined),
});
export type FindingFilter = z.output<typeof findingFilterSchema>;
