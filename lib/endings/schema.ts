import { z } from "zod";
import { endingReasons } from "@/db/values";

const jstToday = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

export const cancelContractSchema = z.object({
  reason: z.enum(endingReasons),
  note: z.string().trim().max(1000),
  /** The last day of the contract in Japan, as `2026-11-24`. */
  endsOn: z.iso.date().refine((day) => day >= jstToday(), "mustBeFuture"),
  companyName: z.string().trim().min(1).max(200),
});
export type CancelContractInput = z.output<typeof cancelContractSchema>;

export const withdrawCancellationSchema = z.object({});

export const endingJobSchema = z.object({ tenantId: z.uuid(), cancelled: z.int().min(0) });
export type EndingJobInput = z.output<typeof endingJobSchema>;
