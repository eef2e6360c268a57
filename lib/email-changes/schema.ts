import { z } from "zod";
import { locales } from "@/lib/i18n/locale";
import { accountEmailSchema } from "@/lib/sign-in/schema";

/** The two addresses that have to agree. */
export const emailSides = ["old", "new"] as const;
export type EmailSide = (typeof emailSides)[number];

export const requestEmailChangeSchema = z.object({ email: accountEmailSchema });
export type RequestEmailChangeInput = z.output<typeof requestEmailChangeSchema>;

export const withdrawEmailChangeSchema = z.object({});

export const emailChangeLinkSchema = z.object({ token: z.string().min(1).max(200) });
export type EmailChangeLinkInput = z.output<typeof emailChangeLinkSchema>;

export const sendEmailChangeLinkSchema = z.object({
  tenantId: z.uuid(),
  changeId: z.uuid(),
  side: z.enum(emailSides),
  locale: z.enum(locales),
});
export type SendEmailChangeLinkInput = z.output<typeof sendEmailChangeLinkSchema>;

export const emailChangeOutcomes = ["completed", "refusedOld", "refusedNew", "failed"] as const;
export type EmailChangeOutcome = (typeof emailChangeOutcomes)[number];

export const tellEmailChangeSchema = sendEmailChangeLinkSchema.extend({
  outcome: z.enum(emailChangeOutcomes),
});
export type TellEmailChangeInput = z.output<typeof tellEmailChangeSchema>;
