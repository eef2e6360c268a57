import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { suppressions } from "@/db/schema/addresses";
import { recipients } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { verifyToken } from "@/lib/tokens";
import { isSampleLink, maskEmail, readLink, recipientActor, type UnsubscribeLink } from "./rules";

export type UnsubscribeState = {
  tenantName: string;
  /** Masked except in its ends: whoever holds a forwarded mail need not learn the address. */
  email: string | null;
  state: "sample" | "subscribed" | "unsubscribed" | "stopped";
};

/** The link that a token stands for; null when it was not signed here. */
export function findLink(token: string): UnsubscribeLink | null {
  const payload = verifyToken("unsubscribe", token);
  return payload === null ? null : readLink(payload);
}

/** What the unsubscribe page shows; null when the token or its recipient does not exist. */
export async function findUnsubscribe(token: string): Promise<UnsubscribeState | null> {
  const link = findLink(token);
  if (!link) return null;
  return readTransaction(contextForJob(link.tenantId, recipientActor), async (tx) => {
    const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, link.tenantId));
    if (!tenant) return null;
    const tenantName = tenant.legalName || tenant.name;
    if (isSampleLink(link)) return { tenantName, email: null, state: "sample" };
    const email = await findRecipientEmail(tx, link);
    if (!email) return null;
    return { tenantName, email: maskEmail(email), state: await stateOf(tx, link.tenantId, email) };
  });
}

export async function findRecipientEmail(
  tx: Transaction,
  link: UnsubscribeLink,
): Promise<string | null> {
  const [row] = await tx
    .select({ email: recipients.email })
    .from(recipients)
    .where(
      and(
        eq(recipients.tenantId, link.tenantId),
        eq(recipients.deliveryId, link.deliveryId),
        eq(recipients.batchNo, link.batchNo),
        eq(recipients.addressId, link.addressId),
      ),
    );
  return row?.email ?? null;
}

async function stateOf(
  tx: Transaction,
  tenantId: string,
  email: string,
): Promise<UnsubscribeState["state"]> {
  const [row] = await tx
    .select({ reason: suppressions.reason })
    .from(suppressions)
    .where(and(eq(suppressions.tenantId, tenantId), eq(suppressions.email, email)));
  if (!row) return "subscribed";
  return row.reason === "unsubscribed" ? "unsubscribed" : "stopped";
}
