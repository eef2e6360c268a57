import { z } from "zod";
import { countryCodes } from "@/content/countries";
import { planIds } from "@/lib/plans/rules";
import { accountEmailSchema } from "@/lib/sign-in/schema";

export const startApplicationSchema = z.object({
  email: accountEmailSchema,
  country: z.enum(countryCodes),
  planId: z.enum(planIds).nullable(),
});
export type StartApplicationInput = z.output<typeof startApplicationSchema>;

/** The mailed link that has ended, or null for the application this browser holds. */
export const requestLinkSchema = z.object({ token: z.string().max(200).nullable() });

export const openPaymentSchema = z.object({
  /** From the mailed link, or the signed one of a payment that came back. */
  token: z.string().max(400).nullable(),
  source: z.enum(["link", "return"]),
  planId: z.enum(planIds),
});
export type OpenPaymentInput = z.output<typeof openPaymentSchema>;

export const resumeSchema = z.object({ token: z.string().min(1).max(200) });
export const nothingSchema = z.object({});
export const applicationJobSchema = z.object({ applicationId: z.uuid() });
