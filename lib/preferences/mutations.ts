import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addressTags, tags } from "@/db/schema/addresses";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, contextForJob, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { findLink } from "@/lib/unsubscribe/queries";
import { isSampleLink, recipientActor, type UnsubscribeLink } from "@/lib/unsubscribe/rules";
import { isInBook } from "./queries";
import { choosableTagsMax } from "./rules";
import type { SavePreferencesInput, TagChoiceInput } from "./schema";

/** Decides whether recipients may take and leave a tag themselves, and what they read of it. */
export async function updateTagChoice(ctx: TenantContext, input: TagChoiceInput): Promise<void> {
  authorize(ctx, "tags:write");
  // A tag that recipients give themselves could bring their addresses into what a limited user sees.
  if (ctx.tagScope) throw new AppError("not_permitted", "preferences.errors.limited");
  const { id, ...after } = input;
  await transaction(ctx, async (tx) => {
    const all = await tx
      .select({
        id: tags.id,
        isChoosable: tags.isChoosable,
        publicName: tags.publicName,
        publicDescription: tags.publicDescription,
      })
      .from(tags)
      .where(and(eq(tags.tenantId, ctx.tenantId), sql`(${tags.isChoosable} or ${tags.id} = ${id})`))
      .orderBy(tags.id)
      .for("update");
    const found = all.find((tag) => tag.id === id);
    if (!found) throw notFound();
    const others = all.filter((tag) => tag.isChoosable && tag.id !== id).length;
    if (after.isChoosable && others >= choosableTagsMax)
      throw fieldError("isChoosable", "preferences.errors.tooMany", "conflict");
    await tx
      .update(tags)
      .set({ ...after, updatedAt: sql`now()` })
      .where(and(eq(tags.tenantId, ctx.tenantId), eq(tags.id, id)));
    const { id: _, ...before } = found;
    await recordAudit(tx, ctx, {
      action: "tag.choice_changed",
      targetType: "tag",
      targetId: id,
      details: { before, after },
    });
  });
}

/** Gives and takes the tags that the token's recipient chose; tags that are not theirs to choose stay as they are. */
export async function savePreferences(
  request: RequestInfo,
  input: SavePreferencesInput,
): Promise<void> {
  const link = findLink(input.token);
  if (!link) throw new AppError("not_found", "not_found", { suspicion: "tampered_token" });
  if (isSampleLink(link)) return;
  const ctx: TenantContext = { ...contextForJob(link.tenantId, recipientActor), request };
  await transaction(ctx, async (tx) => {
    if (!(await isInBook(tx, link))) throw notFound();
    const added = await give(tx, link, input.chosenIds);
    const removed = await take(tx, link, input.declinedIds);
    if (added.length + removed.length === 0) return;
    await recordAudit(tx, ctx, {
      action: "address.preferences_changed",
      targetType: "address",
      targetId: link.addressId,
      details: { before: { tags: removed }, after: { tags: added } },
    });
  });
}

type Named = { id: string; name: string };

/** Those of the tags that recipients may choose. */
const openTags = (
  tx: Transaction,
  { tenantId }: UnsubscribeLink,
  ids: string[],
): Promise<Named[]> =>
  tx
    .select({ id: tags.id, name: tags.name })
    .from(tags)
    .where(and(eq(tags.tenantId, tenantId), tags.isChoosable, inArray(tags.id, ids)));

async function give(tx: Transaction, link: UnsubscribeLink, ids: string[]): Promise<string[]> {
  const wanted = await openTags(tx, link, ids);
  if (wanted.length === 0) return [];
  const { tenantId, addressId } = link;
  const given = await tx
    .insert(addressTags)
    .values(wanted.map(({ id }) => ({ tenantId, addressId, tagId: id })))
    .onConflictDoNothing()
    .returning({ id: addressTags.tagId });
  return namesOf(wanted, given);
}

async function take(tx: Transaction, link: UnsubscribeLink, ids: string[]): Promise<string[]> {
  const unwanted = await openTags(tx, link, ids);
  const taken = await tx
    .delete(addressTags)
    .where(
      and(
        eq(addressTags.tenantId, link.tenantId),
        eq(addressTags.addressId, link.addressId),
        inArray(
          addressTags.tagId,
          unwanted.map(({ id }) => id),
        ),
      ),
    )
    .returning({ id: addressTags.tagId });
  return namesOf(unwanted, taken);
}

function namesOf(known: Named[], rows: { id: string }[]): string[] {
  const ids = new Set(rows.map(({ id }) => id));
  return known
    .filter(({ id }) => ids.has(id))
    .map(({ name }) => name)
    .sort();
}
