import "server-only";
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses } from "@/db/schema/addresses";
import { senders } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { authorize, can, type TenantContext } from "@/lib/auth/context";
import { isNotSuppressed, readFooter, resolveAudience } from "@/lib/composing/queries";
import { env } from "@/lib/env";
import { composeMessage, type ProviderMessage } from "@/lib/sending/compose";
import { mergeValues, templateFields } from "@/lib/sending/rules";
import type { FindPreviewAddressesInput, PreviewDraftInput } from "./schema";

export type PreviewAddress = { id: string; email: string; name: string };
export type Preview = { message: ProviderMessage; address: PreviewAddress | null };

const choicesMost = 20;
/** Stands where a mail that goes to nobody has no delivery or address: the unsubscribe page then shows a sample. */
const noId = "00000000-0000-0000-0000-000000000000";

/** Addresses to look at a mail as: those that contain the term, or the audience's first ones. */
export async function findPreviewAddresses(
  ctx: TenantContext,
  { term, audience }: FindPreviewAddressesInput,
): Promise<PreviewAddress[]> {
  authorize(ctx, "deliveries:read");
  if (!can(ctx, "addresses:read")) return [];
  const wanted = term.normalize("NFKC").trim();
  return readTransaction(ctx, async (tx, inner) => {
    const condition = wanted
      ? sql`addresses.id in (select search_address_ids(${wanted}, ${choicesMost}))`
      : await firstRecipients(inner, audience);
    return tx
      .select({ id: addresses.id, email: addresses.email, name: addresses.name })
      .from(addresses)
      .where(and(eq(addresses.tenantId, ctx.tenantId), condition))
      .orderBy(asc(addresses.id))
      .limit(choicesMost);
  });
}

async function firstRecipients(
  ctx: TenantContext,
  audience: FindPreviewAddressesInput["audience"],
): Promise<SQL> {
  const { condition } = await resolveAudience(ctx, audience);
  return condition ? sql`${condition} and ${isNotSuppressed}` : sql`false`;
}

/** The written mail as sending would make it for the address; without an address every fallback shows. */
export async function previewDraft(
  ctx: TenantContext,
  { addressId, audience, senderId, subject, html, text }: PreviewDraftInput,
): Promise<Preview> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const id = addressId ?? (await findPreviewAddresses(inner, { term: "", audience }))[0]?.id;
    const found = id && can(ctx, "addresses:read") ? await findAddress(tx, ctx, id) : null;
    const sample = { id: noId, email: ctx.actor.email ?? "", name: "", attributes: {} };
    const shown = found ?? sample;
    const { replyTo, ...from } = await readSender(tx, ctx, senderId);
    const message = composeMessage(
      { subject, html, text, from, replyTo, footer: await readFooter(tx, ctx) },
      {
        tenantId: ctx.tenantId,
        deliveryId: noId,
        batchNo: 0,
        addressId: shown.id,
        email: shown.email,
        merge: mergeValues(shown, templateFields([subject, html, text])),
      },
      { baseUrl: env().ECAI_URL },
    );
    return { message, address: found && { id: found.id, email: found.email, name: found.name } };
  });
}

async function findAddress(tx: Transaction, ctx: TenantContext, id: string) {
  const [found] = await tx
    .select({
      id: addresses.id,
      email: addresses.email,
      name: addresses.name,
      attributes: addresses.attributes,
    })
    .from(addresses)
    .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.id, id)));
  return found ?? null;
}

async function readSender(tx: Transaction, ctx: TenantContext, id: string | null) {
  const [found] = id
    ? await tx
        .select({ name: senders.name, email: senders.email, replyTo: senders.replyTo })
        .from(senders)
        .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, id)))
    : [];
  return found ?? { name: "", email: "", replyTo: null };
}
