import { z } from "zod";

const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

export const payerSchema = z.object({ customer: reference.nullish() });

/** The parts of the payment provider's invoice that the service acts on; amounts in yen. */
export const providerInvoiceSchema = z.object({
  id: z.string(),
  number: z.string().nullish(),
  currency: z.string().default("jpy"),
  created: z.int(),
  total: z.int(),
  status_transitions: z.object({ finalized_at: z.int().nullish() }).nullish(),
  lines: z.object({
    data: z.array(z.object({ description: z.string().nullish(), amount: z.int() })),
  }),
});
export type ProviderInvoice = z.output<typeof providerInvoiceSchema>;

export const adoptInvoicesSchema = z.object({ tenantId: z.uuid() });
