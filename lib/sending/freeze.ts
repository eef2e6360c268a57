import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { type deliveries, type FrozenDelivery, senders } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import type { TenantContext } from "@/lib/auth/context";
import { parseTemplate } from "./rules";

export type Failure = "sender" | "template" | "group";
type Delivery = typeof deliveries.$inferSelect;

/** What the delivery is at its start, or why it cannot start; a running delivery does not change. */
export async function freezeDelivery(
  tx: Transaction,
  ctx: TenantContext,
  delivery: Delivery,
): Promise<FrozenDelivery | Failure> {
  const { subject, html, text } = delivery;
  if ([subject, html, text].some((part) => parseTemplate(part).problems.length > 0))
    return "template";
  if (!delivery.senderId) return "sender";
  const [sender] = await tx
    .select({ name: senders.name, email: senders.email, replyTo: senders.replyTo })
    .from(senders)
    .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, delivery.senderId)));
  const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, ctx.tenantId));
  if (!sender || !tenant) return "sender";
  return {
    from: { name: sender.name, email: sender.email },
    replyTo: sender.replyTo,
    subject,
    html,
    text,
    footer: {
      legalName: tenant.legalName || tenant.name,
      postalAddress: tenant.postalAddress,
      complaintContact: tenant.complaintContact,
    },
  };
}
