import { z } from "zod";
import { missedKinds } from "@/db/values";
import { isCleanLine, isCleanText } from "@/lib/clean-text";

export const deliveryNameMaxLength = 100;
export const subjectMaxLength = 500;
export const htmlMaxLength = 400_000;
export const textMaxLength = 200_000;
export const audienceTagsMost = 50;

export const missedKindsSchema = z.array(z.enum(missedKinds)).min(1, "requiredChoice");

const needsConsent = z.boolean().optional();

export const audienceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("everyone"), needsConsent }),
  z.object({ kind: z.literal("group"), groupId: z.uuid("requiredChoice"), needsConsent }),
  z.object({
    needsConsent,
    kind: z.literal("tags"),
    match: z.enum(["any", "all"]),
    tagIds: z.array(z.uuid()).max(audienceTagsMost),
  }),
  z.object({
    needsConsent,
    kind: z.literal("missed"),
    deliveryId: z.uuid(),
    kinds: missedKindsSchema,
  }),
]);

const deliveryName = z
  .string()
  .trim()
  .min(1)
  .max(deliveryNameMaxLength)
  .refine(isCleanLine, "invalidCharacters");

/** Everything that is written in a mail; a draft may hold what cannot be sent yet. */
export const contentSchema = z.object({
  senderId: z.uuid().nullable(),
  subject: z.string().max(subjectMaxLength).refine(isCleanLine, "invalidCharacters"),
  html: z.string().max(htmlMaxLength).refine(isCleanText, "invalidCharacters"),
  text: z.string().max(textMaxLength).refine(isCleanText, "invalidCharacters"),
  audience: audienceSchema,
});

/** The draft's `version` as it was read; null writes over whatever is there. */
export const versionSchema = z.string().max(40).nullable();

export const createDeliverySchema = z.object({ name: deliveryName });
export const updateDeliverySchema = contentSchema.extend({
  id: z.uuid(),
  version: versionSchema,
  name: deliveryName,
});
export const deliveryIdSchema = z.object({ id: z.uuid() });

export type AudienceInput = z.output<typeof audienceSchema>;
export type ContentInput = z.output<typeof contentSchema>;
export type CreateDeliveryInput = z.output<typeof createDeliverySchema>;
export type UpdateDeliveryInput = z.output<typeof updateDeliverySchema>;
export type DeliveryIdInput = z.output<typeof deliveryIdSchema>;
