import { z } from "zod";
import { assignableRoles, signOnPresets } from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";
import { isIssuer, isSharedIssuer } from "./rules";

const line = z.string().trim().min(1, "required").max(500).refine(isCleanLine, "invalidCharacters");

export const saveProviderSchema = z.object({
  preset: z.enum(signOnPresets),
  issuer: line
    .refine(isIssuer, "signOn.errors.notIssuer")
    .refine((text) => !isSharedIssuer(text), "signOn.errors.sharedIssuer"),
  clientId: line,
  /** Empty: the one that is stored stays. */
  clientSecret: z.string().trim().max(1000).refine(isCleanLine, "invalidCharacters"),
});
export type SaveProviderInput = z.output<typeof saveProviderSchema>;

export const providerPolicySchema = z.object({
  isOn: z.boolean(),
  isRequired: z.boolean(),
  createsUsers: z.boolean(),
  defaultRole: z.enum(assignableRoles),
});
export type ProviderPolicyInput = z.output<typeof providerPolicySchema>;

export const nothingSchema = z.object({});
