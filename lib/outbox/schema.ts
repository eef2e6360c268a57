import { z } from "zod";
import type { outboxChannels, outboxStates } from "@/db/values";

export type OutboxChannel = (typeof outboxChannels)[number];
export type OutboxState = (typeof outboxStates)[number];

export const outboxFilterSchema = z.object({
  show: z.enum(["problems", "all"]).catch("problems"),
  after: z.string().optional().catch(undefined),
});

export const retryMessageSchema = z.object({ id: z.uuid() });
export type RetryMessageInput = z.output<typeof retryMessageSchema>;
