import { z } from "zod";

export const errorFilterSchema = z.object({
  /** A request's id, what an error page showed, or a tenant's account id. */
  search: z.string().trim().max(100).catch(""),
  after: z.string().optional().catch(undefined),
});
export type ErrorFilter = z.output<typeof errorFilterSchema>;
