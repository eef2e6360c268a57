import { z } from "zod";

export const applicationFilterSchema = z.object({
  show: z.enum(["open", "stuck"]).catch("open"),
  after: z.string().optional().catch(undefined),
});
export type ApplicationFilter = z.output<typeof applicationFilterSchema>;

export const retryBuildSchema = z.object({ id: z.uuid() });
export type RetryBuildInput = z.output<typeof retryBuildSchema>;

export const refundNoteSchema = z.object({
  id: z.uuid(),
  note: z.string().trim().min(1).max(500),
});
export type RefundNoteInput = z.output<typeof refundNoteSchema>;
