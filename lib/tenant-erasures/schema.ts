import { z } from "zod";

/** Who gets the certificate, as it was before everything was erased. */
export const recipientSchema = z.object({
  email: z.string(),
  locale: z.string(),
  company: z.string(),
  accountId: z.string(),
});
export type CertificateRecipient = z.output<typeof recipientSchema>;
