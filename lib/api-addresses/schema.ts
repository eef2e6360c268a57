import { z } from "zod";
import { tagModes } from "@/db/values";
import { createAddressSchema } from "@/lib/addresses/schema";
import { attributesMost } from "@/lib/attributes/rules";
import {
  consentAt,
  consentSource,
  consentTimeProblem,
  consentWording,
} from "@/lib/consents/schema";
import { tagNameSchema } from "@/lib/tags/schema";

const { email, name } = createAddressSchema.shape;

const fields = {
  name: name.optional(),
  /** By key; null takes a value away, what is left out stays. */
  attributes: z
    .record(z.string().max(40), z.union([z.string().max(2000), z.number(), z.null()]))
    .refine((values) => Object.keys(values).length <= attributesMost, "invalid")
    .default({}),
  /** Names of tags; a name that is new becomes a tag. */
  tags: z.array(tagNameSchema).max(200).optional(),
  tag_mode: z.enum(tagModes).default("add"),
  consent_source: consentSource.default(""),
  consent_at: consentAt.default(""),
  consent_wording: consentWording.default(""),
};

type Consent = { consent_source: string; consent_at: string; consent_wording: string };

/** The law asks for time and way, so one without the other is refused. */
function checkConsent(given: Consent, refinement: z.RefinementCtx): void {
  const refuse = (field: keyof Consent, message: string) =>
    refinement.addIssue({ code: "custom", path: [field], message });
  const { consent_source: source, consent_at: at, consent_wording: wording } = given;
  if (!source && !at && !wording) return;
  if (!source) refuse("consent_source", "imports.errors.consentIncomplete");
  const problem = at ? consentTimeProblem(at) : "imports.errors.consentIncomplete";
  if (problem) refuse("consent_at", problem);
}

/** An address by its e-mail address: made where there is none. */
export const putAddressSchema = z.strictObject({ email, ...fields }).superRefine(checkConsent);

/** Changes of an address by its id. */
export const patchAddressSchema = z
  .strictObject({ email: email.optional(), ...fields })
  .superRefine(checkConsent);

export type PatchAddressInput = z.output<typeof patchAddressSchema>;
