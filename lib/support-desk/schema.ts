import { z } from "zod";
import { replySupportSchema } from "@/lib/support/schema";

export const answerSupportSchema = replySupportSchema
  .omit({ fileIds: true })
  .extend({ tenantId: z.uuid() });
export type AnswerSupportInput = z.output<typeof answerSupportSchema>;

export const closeAnsweredSchema = z.object({ tenantId: z.uuid(), id: z.uuid() });
export type CloseAnsweredInput = z.output<typeof closeAnsweredSchema>;
