import { z } from "zod";
import { noticeLocales, signupFieldModes } from "@/db/values";
import { isCleanLine, isCleanText } from "@/lib/clean-text";
import { consentWordingMaxLength } from "@/lib/consents/rules";
import {
  allowedSitesMost,
  formNameMaxLength,
  formTagsMost,
  formTextMaxLength,
  parseSite,
} from "./rules";

const line = z
  .string()
  .trim()
  .min(1)
  .max(formNameMaxLength)
  .refine(isCleanLine, "invalidCharacters");
const text = (max: number) => z.string().trim().max(max).refine(isCleanText, "invalidCharacters");
const tagIds = z.array(z.uuid()).max(formTagsMost);

/** One website per line, as typed into a text area. */
const sitesSchema = z.string().transform((typed, context) => {
  const lines = typed.split(/\r?\n/).filter((one) => one.trim() !== "");
  const sites = [...new Set(lines.map(parseSite))];
  if (sites.includes(null))
    context.addIssue({ code: "custom", message: "signupForms.errors.site" });
  if (sites.length > allowedSitesMost)
    context.addIssue({ code: "custom", message: "signupForms.errors.tooManySites" });
  return sites.filter((site) => site !== null);
});

const fields = {
  name: line,
  title: line,
  introduction: text(formTextMaxLength),
  nameField: z.enum(signupFieldModes),
  /** By the attribute's id. */
  attributeModes: z.record(z.uuid(), z.enum(signupFieldModes)),
  choiceTagIds: tagIds,
  hiddenTagIds: tagIds,
  consentWording: text(consentWordingMaxLength).min(1),
  completionMessage: text(formTextMaxLength),
  locale: z.enum(noticeLocales),
  isActive: z.boolean(),
  allowedSites: sitesSchema,
};

export const createSignupFormSchema = z.object(fields);
export const updateSignupFormSchema = z.object({ id: z.uuid(), ...fields });
export const deleteSignupFormSchema = z.object({ id: z.uuid() });

export type CreateSignupFormInput = z.output<typeof createSignupFormSchema>;
export type UpdateSignupFormInput = z.output<typeof updateSignupFormSchema>;
export type DeleteSignupFormInput = z.output<typeof deleteSignupFormSchema>;
