import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { suppressions } from "@/db/schema/addresses";
import { recipients } from "@/db/schema/deliveries";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { contextForJob, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import { findLink, findRecipientEmail } from "./queries";
import { isSampleLink, recipientActor, type UnsubscribeLink } from "./rules";
import type { ResubscribeInput, UnsubscribeInput } from "./schema";

/** A mail program's one click comes without a cause. */
type Unsubscription = ResubscribeInput & Partial<UnsubscribeInput>;

/** Stops all mail of the tenant to the token's recipient, also where the sender might lift an earlier stop; again and again makes no difference. */
export async function unsubscribe(request: RequestInfo, input: Unsubscription): Promise<void> {
  await change(request, input.token, async (tx, ctx, link, email) => {
    // The recipient first: applying provider events takes the two rows in this order as well.
    await markRecipient(tx, link, sql`coalesce(${recipients.unsubscribedAt}, now())`);
    const { cause = null, comment = "" } = input;
    const { deliveryId } = link;
    const stop = { reason: "unsubscribed" as const, deliveryId, cause, comment };
    const added = await tx
      .insert(suppressions)
      .values({ tenantId: ctx.tenantId, email, ...stop })
      .onConflictDoUpdate({
        target: [suppressions.tenantId, suppressions.email],
        set: { ...stop, createdAt: sql`now()` },
        setWhere: inArray(suppressions.reason, ["bounced", "manual"]),
      })
      .returning({ email: suppressions.email });
    return added.length > 0 ? "address.unsubscribed" : null;
  });
}

/** Takes the recipient's own unsubscription back; a stop for another reason stays. */
export async function resubscribe(request: RequestInfo, input: ResubscribeInput): Promise<void> {
  await change(request, input.token, async (tx, ctx, link, email) => {
    await markRecipient(tx, link, sql`null`);
    const removed = await tx
      .delete(suppressions)
      .where(
        and(
          eq(suppressions.tenantId, ctx.tenantId),
          eq(suppressions.email, email),
          eq(suppressions.reason, "unsubscribed"),
        ),
      )
      .returning({ email: suppressions.email });
    return removed.length > 0 ? "address.resubscribed" : null;
  });
}

async function change(
  request: RequestInfo,
  token: string,
  work: (
    tx: Transaction,
    ctx: TenantContext,
    link: UnsubscribeLink,
    email: string,
  ) => Promise<string | null>,
): Promise<void> {
  const link = findLink(token);
  if (!link) throw new AppError("not_found", "not_found", { suspicion: "tampered_token" });
  if (isSampleLink(link)) return;
  const ctx: TenantContext = { ...contextForJob(link.tenantId, recipientActor), request };
  await transaction(ctx, async (tx, inner) => {
    const email = await findRecipientEmail(tx, link);
    if (!email) throw notFound();
    const action = await work(tx, inner, link, email);
    if (!action) return;
    await recordAudit(tx, inner, { action, targetType: "address", targetId: link.addressId });
  });
}

async function markRecipient(
  tx: Transaction,
  link: UnsubscribeLink,
  value: ReturnType<typeof sql>,
): Promise<void> {
  await tx
    .update(recipients)
    .set({ unsubscribedAt: value, updatedAt: new Date() })
    .where(
      and(
        eq(recipients.tenantId, link.tenantId),
        eq(recipients.deliveryId, link.deliveryId),
        eq(recipients.batchNo, link.batchNo),
        eq(recipients.addressId, link.addressId),
      ),
    );
}
