import { z } from "zod";

/** Where in an address's history, from the URL. */
export const historyPlaceSchema = z.object({
  after: z.string().optional().catch(undefined),
  before: z.string().optional().catch(undefined),
});
