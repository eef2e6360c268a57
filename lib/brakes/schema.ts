import { z } from "zod";
import { isCleanText } from "@/lib/clean-text";

const words = z.string().trim().min(1).max(2000).refine(isCleanText, "invalidCharacters");

export const engageBrakeSchema = z.object({ tenantId: z.uuid(), reason: words });
export type EngageBrakeInput = z.output<typeof engageBrakeSchema>;

export const releaseBrakeSchema = z.object({ tenantId: z.uuid(), id: z.uuid(), reason: words });
export type ReleaseBrakeInput = z.output<typeof releaseBrakeSchema>;

export const appealBrakeSchema = z.object({ id: z.uuid(), body: words });
export type AppealBrakeInput = z.output<typeof appealBrakeSchema>;

export const answerAppealSchema = z.object({ tenantId: z.uuid(), id: z.uuid(), answer: words });
export type AnswerAppealInput = z.output<typeof answerAppealSchema>;

export const tellBrakeSchema = z.object({
  tenantId: z.uuid(),
  brakeId: z.uuid(),
  event: z.enum(["engaged", "released", "answered"]),
  appealId: z.uuid().nullable(),
});
export type TellBrakeInput = z.output<typeof tellBrakeSchema>;
