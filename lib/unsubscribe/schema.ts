import { z } from "zod";

export const unsubscribeSchema = z.object({ token: z.string().min(1).max(500) });

export type UnsubscribeInput = z.output<typeof unsubscribeSchema>;
