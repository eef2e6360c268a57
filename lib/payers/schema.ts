import { z } from "zod";

export const openPortalSchema = z.object({});

const line = z.string().trim().max(200);

/** To whom invoices are addressed; what is empty is taken from the environment's own settings. */
export const billingDetailsSchema = z.object({
  companyName: line,
  recipient: line,
  postalAddress: line,
});
export type BillingDetailsInput = z.output<typeof billingDetailsSchema>;

export const endSubscriptionSchema = z.object({ tenantId: z.uuid() });
