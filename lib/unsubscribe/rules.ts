import { z } from "zod";
import type { unsubscribeCauses } from "@/db/values";

export type UnsubscribeCause = (typeof unsubscribeCauses)[number];

export const commentMaxLength = 500;

/** Under this name the acts of recipients stand in the audit log. */
export const recipientActor = "unsubscribe";

const linkSchema = z.tuple([z.uuid(), z.uuid(), z.coerce.number().int().min(0), z.uuid()]);

export type UnsubscribeLink = {
  tenantId: string;
  deliveryId: string;
  batchNo: number;
  addressId: string;
};

/** Reads the payload `tenant:delivery:batch:address` of an unsubscribe token; null when it is none. */
export function readLink(payload: string): UnsubscribeLink | null {
  const parsed = linkSchema.safeParse(payload.split(":"));
  if (!parsed.success) return null;
  const [tenantId, deliveryId, batchNo, addressId] = parsed.data;
  return { tenantId, deliveryId, batchNo, addressId };
}

/** Batch 0 marks the link in a test mail: it shows how the page looks and changes nothing. */
export const isSampleLink = (link: UnsubscribeLink): boolean => link.batchNo === 0;

/** An e-mail address of which only the ends are readable. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, Math.min(2, at))}***${email.slice(at)}`;
}
