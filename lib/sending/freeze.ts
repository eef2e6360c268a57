import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { groups } from "@/db/schema/addresses";
import {
  type Audience,
  type deliveries,
  type FrozenDelivery,
  senders,
} from "@/db/schema/deliveries";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { sendingSettings } from "@/db/schema/sending-settings";
import { tenants } from "@/db/schema/tenants";
import type { TenantContext } from "@/lib/auth/context";
import { readHourPlan } from "@/lib/best-hours/queries";
import { findLinks, withCampaign, withCampaignInText } from "@/lib/tracking/rules";
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
    .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, delivery.senderId)))
    .for("share");
  const expression = await readExpression(tx, ctx, delivery.audience);
  const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, ctx.tenantId));
  if (!sender || !tenant) return "sender";
  const content = withCampaign(html, delivery.utmCampaign);
  const tracks = delivery.tracks && (await isTrackingAllowed(tx, ctx));
  if (tracks) await keepLinks(tx, delivery, findLinks(content));
  const { scheduledAt: from, bestHoursUntil: until } = delivery;
  return {
    ...(from && until && { hourPlan: await readHourPlan(ctx, { from, until }) }),
    from: { name: sender.name, email: sender.email },
    replyTo: sender.replyTo,
    subject,
    html: content,
    text: withCampaignInText(text, delivery.utmCampaign),
    tracks,
    hasWebVersion: delivery.hasWebVersion,
    ...(expression !== undefined && { expression }),
    footer: {
      legalName: tenant.legalName || tenant.name,
      postalAddress: tenant.postalAddress,
      complaintContact: tenant.complaintContact,
    },
  };
}

async function readExpression(tx: Transaction, ctx: TenantContext, audience: Audience) {
  if (audience.kind !== "group") return undefined;
  const [group] = await tx
    .select({ expression: groups.expression })
    .from(groups)
    .where(and(eq(groups.tenantId, ctx.tenantId), eq(groups.id, audience.groupId)))
    .for("share");
  return group?.expression;
}

async function isTrackingAllowed(tx: Transaction, ctx: TenantContext): Promise<boolean> {
  const [settings] = await tx
    .select({ tracks: sendingSettings.tracks })
    .from(sendingSettings)
    .where(eq(sendingSettings.tenantId, ctx.tenantId));
  return settings?.tracks ?? true;
}

async function keepLinks(
  tx: Transaction,
  { tenantId, id: deliveryId }: Delivery,
  urls: readonly string[],
): Promise<void> {
  if (urls.length === 0) return;
  await tx
    .insert(deliveryLinks)
    .values(urls.map((url, index) => ({ tenantId, deliveryId, linkNo: index + 1, url })));
}
