import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { readTransaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { storeProviderEvent } from "@/lib/sending/events";
import { findTarget } from "./queries";
import { type MailLink, readMailToken } from "./rules";

/** Notes that the recipient's mail was looked at: once, however often that happens. */
export async function recordOpen(token: string): Promise<void> {
  const link = readMailToken("mail-track", token);
  if (link && (await isTracked(link))) await store(link, "opened", "", {});
}

/** Where a link leads, having noted that the recipient followed it; null when it leads nowhere. */
export async function followLink(
  token: string,
  linkNo: number,
  isPerson: boolean,
): Promise<string | null> {
  const link = readMailToken("mail-track", token);
  const target = link && (await findTarget(link, linkNo));
  if (link && target && isPerson && (await isTracked(link))) {
    await store(link, "clicked", String(linkNo), { link: linkNo }, (tx) =>
      tx
        .update(deliveryLinks)
        .set({ clicked: sql`${deliveryLinks.clicked} + 1` })
        .where(
          and(
            eq(deliveryLinks.tenantId, link.tenantId),
            eq(deliveryLinks.deliveryId, link.deliveryId),
            eq(deliveryLinks.linkNo, linkNo),
          ),
        ),
    );
  }
  return target;
}

/** A customer who has switched it off since has nothing recorded any more, also of mails that went out before. */
async function isTracked({ tenantId, deliveryId }: MailLink): Promise<boolean> {
  return readTransaction(contextForJob(tenantId, "tracking"), async (tx) => {
    const rows = await tx.execute(sql`
      select 1 from deliveries d where d.tenant_id = ${tenantId} and d.id = ${deliveryId} and d.tracks
        and not exists (select 1 from sending_settings s
          where s.tenant_id = ${tenantId} and not s.tracks)`);
    return rows.length > 0;
  });
}

/** As an event of the mail provider's: it is applied by the same rules, in any order, once. */
async function store(
  { tenantId, deliveryId, batchNo, addressId }: MailLink,
  type: "opened" | "clicked",
  detail: string,
  data: Record<string, unknown>,
  onStored?: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  const tags = {
    tenant: tenantId,
    delivery: deliveryId,
    batch: String(batchNo),
    address: addressId,
  };
  await storeProviderEvent(
    ["own", type, deliveryId, batchNo, addressId, detail].join(":"),
    { type: `email.${type}`, created_at: new Date().toISOString(), data: { ...data, tags } },
    onStored,
  );
}
