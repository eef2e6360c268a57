import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { findLink, findRecipientEmail } from "@/lib/unsubscribe/queries";
import { isSampleLink, recipientActor, type UnsubscribeLink } from "@/lib/unsubscribe/rules";
import { choosableTagsMax } from "./rules";

export type TagChoice = {
  id: string;
  isChoosable: boolean;
  publicName: string;
  publicDescription: string;
};

/** A tag as its recipients see it. */
export type Preference = { id: string; name: string; description: string; isChosen: boolean };

/** How each tag is shown to recipients. */
export async function listTagChoices(ctx: TenantContext): Promise<TagChoice[]> {
  authorize(ctx, "tags:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: tags.id,
        isChoosable: tags.isChoosable,
        publicName: tags.publicName,
        publicDescription: tags.publicDescription,
      })
      .from(tags)
      .where(eq(tags.tenantId, ctx.tenantId)),
  );
}

/** What the token's recipient may choose; nothing where there is no such recipient in the address book. */
export async function listPreferences(token: string): Promise<Preference[]> {
  const link = findLink(token);
  if (!link || isSampleLink(link)) return [];
  return readTransaction(contextForJob(link.tenantId, recipientActor), async (tx) => {
    if (!(await isInBook(tx, link))) return [];
    return tx
      .select({
        id: tags.id,
        name: tags.publicName,
        description: tags.publicDescription,
        isChosen: sql<boolean>`exists (select 1 from ${addressTags}
          where ${addressTags.tenantId} = ${link.tenantId} and ${addressTags.tagId} = ${tags.id}
            and ${addressTags.addressId} = ${link.addressId})`,
      })
      .from(tags)
      .where(and(eq(tags.tenantId, link.tenantId), tags.isChoosable))
      .orderBy(asc(tags.publicName), asc(tags.id))
      .limit(choosableTagsMax);
  });
}

/** Whether the mail went to the address as it is today: a link does not open what belongs to a later one. */
export async function isInBook(tx: Transaction, link: UnsubscribeLink): Promise<boolean> {
  const email = await findRecipientEmail(tx, link);
  if (!email) return false;
  const isRecipient = and(
    eq(addresses.tenantId, link.tenantId),
    eq(addresses.id, link.addressId),
    eq(addresses.email, email),
  );
  return (await tx.$count(addresses, isRecipient)) > 0;
}
