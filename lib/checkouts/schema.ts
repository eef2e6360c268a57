import { z } from "zod";

const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

/** The parts of a checkout session that the service acts on. */
export const checkoutSchema = z.object({
  id: z.string(),
  client_reference_id: z.string().nullish(),
  payment_status: z.string().nullish(),
  customer: reference.nullish(),
  subscription: reference.nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});
export type PaidCheckout = z.output<typeof checkoutSchema>;

export const paymentEventSchema = z.object({
  type: z.string(),
  data: z.object({ object: z.unknown() }),
});
