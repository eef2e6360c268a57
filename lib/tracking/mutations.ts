import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { readTransaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { storeProviderEvent } from "@/lib/sending/events";
import { findTarget } from "./queries";
import { isAutomaticOpen, type MailLink, readMailToken } from "./rules";

/**
 * Notes that the recipient's mail was looked at: once, however often that happens, and once more when a person has
 * after a machine.
 */
export async function recordOpen(token: string, userAgent: string | null): Promise<void> {
  const link = readMailToken("mail-track", token);
  const known = link && (await findTracked(link));
  if (!known) return;
  const isAutomatic = isAutomaticOpen(userAgent, known.seconds);
  if (known.isOpened && (isAutomatic || !known.isAutomatic)) return;
  if (isAutomatic) await store(link, "opened", "automatic", { automatic: true });
  else await store(link, "opened", "", {});
}

/** Where a link leads, having noted that the recipient followed it; null when it leads nowhere. */
export async function followLink(
  token: string,
  linkNo: number,
  isPerson: boolean,
): Promise<string | null> {
  const link = readMailToken("mail-track", token);
  const target = link && (await findTarget(link, linkNo));
  if (link && target && isPerson && (await findTracked(link))) {
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

type Tracked = {
  /** Since the mail was taken; null when that is not known. */
  seconds: number | null;
  isOpened: boolean;
  isAutomatic: boolean;
};

/**
 * What is known of the recipient. Null for a customer who has switched it off since: nothing is recorded any more, also
 * of mails that went out before.
 */
async function findTracked(link: MailLink): Promise<Tracked | null> {
  const { tenantId, deliveryId, batchNo, addressId } = link;
  return readTransaction(contextForJob(tenantId, "tracking"), async (tx) => {
    const [row] = await tx.execute<Tracked>(sql`
      select extract(epoch from now() - r.accepted_at)::float8 as seconds, r.opened_at is not null as "isOpened",
        r.opened_automatically as "isAutomatic"
      from deliveries d join recipients r on r.tenant_id = d.tenant_id and r.delivery_id = d.id
      where d.tenant_id = ${tenantId} and d.id = ${deliveryId} and d.tracks
        and r.batch_no = ${batchNo} and r.address_id = ${addressId}
        and not exists (select 1 from sending_settings s
          where s.tenant_id = ${tenantId} and not s.tracks)`);
    return row ?? null;
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
