import { z } from "zod";

export const createTokenSchema = z.object({});
export const tokenIdSchema = z.object({ id: z.uuid() });
export type TokenIdInput = z.output<typeof tokenIdSchema>;
