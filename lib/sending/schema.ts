import { z } from "zod";

const tags = z.object({
  tenant: z.uuid(),
  delivery: z.uuid(),
  batch: z.coerce.number().int().min(1),
  address: z.uuid(),
});

/** An event of the mail provider about a message of a delivery; others do not fit and are ignored. */
export const providerEventSchema = z.object({
  type: z.string().startsWith("email.").max(60),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string().max(200).optional(),
    tags,
    bounce: z
      .object({
        type: z.string().default(""),
        subType: z.string().default(""),
        message: z.string().default(""),
      })
      .optional(),
  }),
});

export const applyEventsSchema = z.object({ tenantId: z.uuid(), deliveryId: z.uuid() });

export type ProviderEventInput = z.output<typeof providerEventSchema>;
