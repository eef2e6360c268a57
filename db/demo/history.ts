import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Transaction } from "../client";
import { batches, deliveries, recipients } from "../schema/deliveries";
import { batchSize } from "../values";
import { demoAudience, demoBody, demoDeliveries, demoDraft, demoTenantId } from "./content";
import type { DemoPerson } from "./people";
import { randomFrom } from "./random";

type Owner = { senderId: string; userId: string; tagIds: Map<string, string> };
type Footer = { legalName: string; postalAddress: string; complaintContact: string };

const minute = 60_000;
const tenantId = demoTenantId;

/** Past deliveries with an outcome for every recipient, and one draft. */
export async function insertHistory(
  tx: Transaction,
  people: DemoPerson[],
  tagNames: string[],
  owner: Owner,
  footer: Footer,
) {
  for (const [index, delivery] of demoDeliveries.entries()) {
    const startedAt = new Date(Date.now() - delivery.daysAgo * 24 * 60 * minute);
    const id = randomUUID();
    const body = demoBody(delivery);
    const audience = demoAudience(owner.tagIds.get(delivery.tag ?? ""));
    const from = { name: "株式会社サンプル商店", email: "news@sample-shop.example" };
    await tx.insert(deliveries).values({
      tenantId,
      id,
      name: delivery.name,
      subject: delivery.subject,
      ...body,
      audience,
      state: "finished",
      senderId: owner.senderId,
      createdBy: owner.userId,
      scheduledAt: startedAt,
      startedAt,
      finishedAt: new Date(startedAt.getTime() + 6 * minute),
      createdAt: startedAt,
      frozen: { from, replyTo: null, subject: delivery.subject, ...body, footer },
    });
    const wanted = delivery.tag === null ? -1 : tagNames.indexOf(delivery.tag);
    const chosen = people.filter(({ tagIndexes }) => wanted === -1 || tagIndexes.includes(wanted));
    await insertRecipients(tx, id, chosen, startedAt, randomFrom(index + 1));
  }
  const audience = demoAudience(owner.tagIds.get(demoDraft.tag ?? ""));
  await tx.insert(deliveries).values({
    tenantId,
    name: demoDraft.name,
    subject: demoDraft.subject,
    ...demoBody(demoDraft),
    audience,
    senderId: owner.senderId,
    createdBy: owner.userId,
  });
}

async function insertRecipients(
  tx: Transaction,
  deliveryId: string,
  people: DemoPerson[],
  startedAt: Date,
  random: () => number,
) {
  for (let batchNo = 1; (batchNo - 1) * batchSize < people.length; batchNo += 1) {
    const members = people.slice((batchNo - 1) * batchSize, batchNo * batchSize);
    await tx
      .insert(batches)
      .values({ tenantId, deliveryId, batchNo, state: "done", audience: members.length });
    await tx.insert(recipients).values(
      members.map((person) => ({
        tenantId,
        deliveryId,
        batchNo,
        ...outcome(person, startedAt, random),
      })),
    );
  }
  await tx.execute(sql`
    update batches b set accepted = c.accepted, delivered = c.delivered, bounced = c.bounced, failed = c.failed,
      opened = c.opened, clicked = c.clicked
    from (select batch_no, count(*) filter (where state = 'accepted') as accepted,
        count(*) filter (where state = 'delivered') as delivered, count(*) filter (where state = 'bounced') as bounced,
        count(*) filter (where state = 'failed') as failed, count(opened_at) as opened, count(clicked_at) as clicked
      from recipients where tenant_id = ${tenantId} and delivery_id = ${deliveryId} group by batch_no) c
    where b.tenant_id = ${tenantId} and b.delivery_id = ${deliveryId} and b.batch_no = c.batch_no`);
  await tx
    .update(deliveries)
    .set({ preparedBatches: Math.ceil(people.length / batchSize) })
    .where(eq(deliveries.id, deliveryId));
}

function outcome(person: DemoPerson, startedAt: Date, random: () => number) {
  const acceptedAt = new Date(startedAt.getTime() + random() * 5 * minute);
  const base = {
    addressId: person.id,
    email: person.email,
    messageId: randomUUID(),
    acceptedAt,
    updatedAt: acceptedAt,
  };
  const chance = random();
  if (chance < 0.015)
    return {
      ...base,
      state: "bounced" as const,
      bouncedAt: acceptedAt,
      reason: "550 5.1.1 User unknown",
    };
  if (chance < 0.02)
    return {
      ...base,
      state: "failed" as const,
      acceptedAt: null,
      messageId: null,
      reason: "invalid recipient",
    };
  if (chance < 0.03) return { ...base, state: "accepted" as const };
  const openedAt =
    random() < 0.38 ? new Date(acceptedAt.getTime() + random() * 600 * minute) : null;
  const clickedAt =
    openedAt && random() < 0.22 ? new Date(openedAt.getTime() + random() * 30 * minute) : null;
  return {
    ...base,
    state: "delivered" as const,
    deliveredAt: new Date(acceptedAt.getTime() + random() * minute),
    openedAt,
    clickedAt,
  };
}
