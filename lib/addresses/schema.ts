import { z } from "zod";
import { suppressionReasons } from "@/db/values";
import { isCleanLine } from "@/lib/clean-text";
import { normalizeEmail } from "./rules";

/** Whether a record of consent is kept. */
export const consentStates = ["recorded", "missing"] as const;
/** How the search term is looked for; anywhere in the e-mail address or name when none is given. */
export const searchMatches = ["begins"] as const;
export const addressStates = ["active", ...suppressionReasons] as const;
export type AddressState = (typeof addressStates)[number];

const emailSchema = z
  .string()
  .min(1)
  .transform((text, context) => {
    const normalized = normalizeEmail(text);
    if (normalized) return normalized;
    context.addIssue({ code: "custom", message: "invalidEmail", input: text });
    return z.NEVER;
  });

const fields = {
  email: emailSchema,
  name: z.string().trim().max(100).refine(isCleanLine, "invalidCharacters"),
  /** Attribute values as typed, by key; the definitions say what they mean. */
  attributes: z.record(z.string().max(40), z.string().max(2000)),
  tagIds: z.array(z.uuid()).max(200),
};

export const createAddressSchema = z.object(fields);
export const updateAddressSchema = z.object({ id: z.uuid(), ...fields });
export const deleteAddressSchema = z.object({ id: z.uuid() });

const ignored = undefined;

/** What the list shows, from the URL; what makes no sense is ignored. */
export const addressFilterSchema = z.object({
  q: z.string().trim().max(200).refine(isCleanLine).optional().catch(ignored),
  match: z.enum(searchMatches).optional().catch(ignored),
  tag: z.uuid().optional().catch(ignored),
  state: z.enum(addressStates).optional().catch(ignored),
  consent: z.enum(consentStates).optional().catch(ignored),
  attribute: z.string().min(1).max(40).optional().catch(ignored),
  value: z.string().trim().max(200).refine(isCleanLine).optional().catch(ignored),
});

/** Where in the list, from the URL. */
export const addressPlaceSchema = z.object({
  after: z.string().optional().catch(ignored),
  before: z.string().optional().catch(ignored),
});

/** Addresses ticked on a page, or every address that a filter finds. */
export const addressSelectionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ids"), ids: z.array(z.uuid()).min(1, "nothingChosen").max(1000) }),
  z.object({ kind: z.literal("filter"), filter: strictFilterSchema() }),
]);

/** A bulk change never widens its filter by dropping a part of it. */
function strictFilterSchema() {
  return z.object({
    q: z.string().trim().max(200).refine(isCleanLine).optional(),
    match: z.enum(searchMatches).optional(),
    tag: z.uuid().optional(),
    state: z.enum(addressStates).optional(),
    consent: z.enum(consentStates).optional(),
    attribute: z.string().min(1).max(40).optional(),
    value: z.string().trim().max(200).refine(isCleanLine).optional(),
  });
}

export const tagAddressesSchema = z.object({
  selection: addressSelectionSchema,
  tagId: z.uuid("requiredChoice"),
});
export const deleteAddressesSchema = z.object({ selection: addressSelectionSchema });

export type CreateAddressInput = z.output<typeof createAddressSchema>;
export type UpdateAddressInput = z.output<typeof updateAddressSchema>;
export type DeleteAddressInput = z.output<typeof deleteAddressSchema>;
export type AddressFilter = z.output<typeof addressFilterSchema>;
export type AddressSelection = z.output<typeof addressSelectionSchema>;
export type TagAddressesInput = z.output<typeof tagAddressesSchema>;
export type DeleteAddressesInput = z.output<typeof deleteAddressesSchema>;
