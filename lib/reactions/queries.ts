import "server-only";
import { and, asc, desc, eq, sql } from "drizzle-orm";
import { recipients } from "@/db/schema/deliveries";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { providerEvents } from "@/db/schema/provider-events";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

export type LinkClicks = { linkNo: number; url: string; clicked: number };

const mostLinks = 100;

/** The delivery's links by how many recipients followed them, from a counter on each link. */
export async function listLinkClicks(
  ctx: TenantContext,
  deliveryId: string,
): Promise<LinkClicks[]> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        linkNo: deliveryLinks.linkNo,
        url: deliveryLinks.url,
        clicked: deliveryLinks.clicked,
      })
      .from(deliveryLinks)
      .where(
        and(eq(deliveryLinks.tenantId, ctx.tenantId), eq(deliveryLinks.deliveryId, deliveryId)),
      )
      .orderBy(desc(deliveryLinks.clicked), asc(deliveryLinks.linkNo))
      .limit(mostLinks),
  );
}

export type RecipientEvent = {
  id: string;
  type: string;
  at: Date;
  /** What the receiving server said, or the address of the link that was followed. */
  detail: string | null;
  /** An open that may be a machine's. */
  isAutomatic: boolean;
};

const mostEvents = 200;

/** One recipient of a delivery with every event about it, in the order in which they happened. */
export async function getRecipientHistory(
  ctx: TenantContext,
  deliveryId: string,
  addressId: string,
) {
  authorize(ctx, "history:read");
  if (!isUuid(deliveryId) || !isUuid(addressId)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [recipient] = await tx
      .select()
      .from(recipients)
      .where(
        and(
          eq(recipients.tenantId, ctx.tenantId),
          eq(recipients.addressId, addressId),
          eq(recipients.deliveryId, deliveryId),
        ),
      );
    if (!recipient) throw notFound();
    const link = sql`(${providerEvents.payload} #>> '{data,link}')::int`;
    const events: RecipientEvent[] = await tx
      .select({
        id: providerEvents.id,
        type: providerEvents.type,
        at: providerEvents.occurredAt,
        detail: sql<string | null>`coalesce(${deliveryLinks.url},
          ${providerEvents.payload} #>> '{data,bounce,message}',
          ${providerEvents.payload} #>> '{data,click,link}')`,
        isAutomatic: sql<boolean>`${providerEvents.payload} #>> '{data,automatic}' is not null`,
      })
      .from(providerEvents)
      .leftJoin(
        deliveryLinks,
        and(
          eq(deliveryLinks.tenantId, providerEvents.tenantId),
          eq(deliveryLinks.deliveryId, providerEvents.deliveryId),
          sql`${deliveryLinks.linkNo} = ${link}`,
        ),
      )
      .where(
        and(
          eq(providerEvents.tenantId, ctx.tenantId),
          eq(providerEvents.deliveryId, deliveryId),
          eq(providerEvents.batchNo, recipient.batchNo),
          eq(providerEvents.addressId, addressId),
        ),
      )
      .orderBy(asc(providerEvents.occurredAt), asc(providerEvents.id))
      .limit(mostEvents);
    return { recipient, events: withOwn(recipient, events) };
  });
}

/** What the service knows by itself stands among what it was told. */
function withOwn(
  { acceptedAt, unsubscribedAt }: typeof recipients.$inferSelect,
  events: RecipientEvent[],
): RecipientEvent[] {
  const own = [
    { id: "accepted", type: "own.accepted", at: acceptedAt },
    { id: "unsubscribed", type: "own.unsubscribed", at: unsubscribedAt },
  ].flatMap(({ at, ...rest }) => (at ? [{ ...rest, at, detail: null, isAutomatic: false }] : []));
  return [...own, ...events].sort((a, b) => a.at.getTime() - b.at.getTime());
}
