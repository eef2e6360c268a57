import { z } from "zod";
import { audienceSchema, contentSchema } from "@/lib/deliveries/schema";

/** The written texts as one chosen address would get them; null takes the audience's first recipient. */
export const previewDraftSchema = contentSchema.extend({ addressId: z.uuid().nullable() });

export const findPreviewAddressesSchema = z.object({
  term: z.string().max(200),
  audience: audienceSchema,
});

export const sendTestMailSchema = z.object({ id: z.uuid(), addressId: z.uuid().nullable() });

export type PreviewDraftInput = z.output<typeof previewDraftSchema>;
export type FindPreviewAddressesInput = z.output<typeof findPreviewAddressesSchema>;
export type SendTestMailInput = z.output<typeof sendTestMailSchema>;
