import { z } from "zod";
import { apiScopes } from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";

/** For how many days a token may be made. */
export const tokenDays = ["30", "90", "180", "365"] as const;

export const createApiTokenSchema = z.object({
  name: z.string().trim().min(1).max(60).refine(isCleanLine, "invalidCharacters"),
  days: z.enum(tokenDays),
  scopes: z.array(z.enum(apiScopes)).min(1, "nothingChosen").max(apiScopes.length),
});
export type CreateApiTokenInput = z.output<typeof createApiTokenSchema>;

export const apiTokenIdSchema = z.object({ id: z.uuid() });
export type ApiTokenIdInput = z.output<typeof apiTokenIdSchema>;
