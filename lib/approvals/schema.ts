import { z } from "zod";
import { isCleanText } from "@/lib/clean-text";
import { locales } from "@/lib/i18n/locale";
import { withWhen } from "@/lib/scheduling/schema";

export const noteMaxLength = 1_000;

const note = z.string().trim().max(noteMaxLength).refine(isCleanText, "invalidCharacters");

/** What is asked for: this version of the delivery, to leave then, with a word to the approver. */
export const requestApprovalSchema = withWhen({ note });
export type RequestApprovalInput = z.output<typeof requestApprovalSchema>;

/** The delivery and the request that was seen: a later one is another. */
export const approvalSchema = z.object({ id: z.uuid(), approvalId: z.uuid() });
export type ApprovalInput = z.output<typeof approvalSchema>;

export const approveDeliverySchema = approvalSchema.extend({ isStarted: z.boolean() });
export type ApproveDeliveryInput = z.output<typeof approveDeliverySchema>;

export const returnDeliverySchema = approvalSchema.extend({ reason: note.min(1, "required") });
export type ReturnDeliveryInput = z.output<typeof returnDeliverySchema>;

export const approvalMailKinds = ["requested", "approved", "returned"] as const;
export type ApprovalMailKind = (typeof approvalMailKinds)[number];

const mailTo = { tenantId: z.uuid(), userId: z.uuid(), locale: z.enum(locales) };

export const approvalMailSchema = z.object({
  ...mailTo,
  approvalId: z.uuid(),
  kind: z.enum(approvalMailKinds),
});
export type ApprovalMailInput = z.output<typeof approvalMailSchema>;

export const missedMailSchema = z.object({ ...mailTo, deliveryId: z.uuid() });
export type MissedMailInput = z.output<typeof missedMailSchema>;
