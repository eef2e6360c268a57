import { z } from "zod";
import { missedKindsSchema } from "@/lib/deliveries/schema";

/** Which of those whom a delivery missed get it again; `isNow` sends at once, otherwise a draft is made. */
export const createResendSchema = z.object({
  id: z.uuid(),
  kinds: missedKindsSchema,
  isNow: z.boolean(),
});

export type CreateResendInput = z.output<typeof createResendSchema>;
