import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { type AttributeValues, addresses, addressTags, tags } from "@/db/schema/addresses";
import { transaction } from "@/db/transaction";
import { isCheckViolation, isUniqueViolation } from "@/db/violations";
import { listAttributes } from "@/lib/attributes/queries";
import { parseAttributeValue } from "@/lib/attributes/rules";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError } from "@/lib/errors";
import { demandRoom } from "@/lib/quotas/queries";
import { getTag } from "@/lib/tags/queries";
import { getAddress, selectionCondition } from "./queries";
import type {
  CreateAddressInput,
  DeleteAddressesInput,
  DeleteAddressInput,
  TagAddressesInput,
  UpdateAddressInput,
} from "./schema";

export async function createAddress(
  ctx: TenantContext,
  input: CreateAddressInput,
): Promise<{ id: string }> {
  authorize(ctx, "addresses:write");
  return refusingTakenEmail(() =>
    transaction(ctx, async (tx, inner) => {
      const { tagIds, email, name } = input;
      const attributes = await typedAttributes(inner, input.attributes, {});
      refuseOutOfScope(ctx, tagIds);
      await demandRoom(tx, ctx.tenantId, "addresses", 1);
      // Without RETURNING: a limited caller sees the address only when it has its tags.
      const created = { id: randomUUID() };
      await tx
        .insert(addresses)
        .values({ tenantId: ctx.tenantId, ...created, ...email, name, attributes });
      await setTags(tx, inner, created.id, tagIds);
      await recordAudit(tx, ctx, {
        action: "address.created",
        targetType: "address",
        targetId: created.id,
        details: { after: { email: email.email, name, attributes, tagIds } },
      });
      return created;
    }),
  );
}

export async function updateAddress(
  ctx: TenantContext,
  input: UpdateAddressInput,
): Promise<{ id: string }> {
  authorize(ctx, "addresses:write");
  return refusingTakenEmail(() =>
    transaction(ctx, async (tx, inner) => {
      const { id, tagIds, email, name } = input;
      refuseOutOfScope(ctx, tagIds);
      const old = await getAddress(inner, id);
      const attributes = await typedAttributes(inner, input.attributes, old.attributes);
      await tx
        .update(addresses)
        .set({ ...email, name, attributes, updatedAt: sql`now()` })
        .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.id, id)));
      await setTags(tx, inner, id, tagIds);
      await recordAudit(tx, ctx, {
        action: "address.updated",
        targetType: "address",
        targetId: id,
        details: {
          before: auditView(old),
          after: { email: email.email, name, attributes, tagIds },
        },
      });
      return { id };
    }),
  );
}

/** A limited caller's addresses keep one of the tags that the caller is limited to. */
function refuseOutOfScope({ tagScope }: TenantContext, tagIds: readonly string[]): void {
  if (tagScope && !tagIds.some((id) => tagScope.includes(id)))
    throw fieldError("tagIds", "addresses.errors.outOfScope");
}

type Viewed = {
  email: string;
  name: string;
  attributes: AttributeValues;
  tags: { id: string }[];
};

const auditView = ({ email, name, attributes, tags }: Viewed) => ({
  email,
  name,
  attributes,
  tagIds: tags.map((tag) => tag.id),
});

/** Values by the customer's definitions; what was not sent stays, what was emptied goes. */
async function typedAttributes(
  ctx: TenantContext,
  typed: Record<string, string>,
  stored: AttributeValues,
): Promise<AttributeValues> {
  const values = new Map(Object.entries(stored));
  const fieldErrors: Record<string, string[]> = {};
  for (const definition of await listAttributes(ctx, "address")) {
    const { key } = definition;
    const text = Object.hasOwn(typed, key) ? typed[key] : undefined;
    if (text === undefined) continue;
    const parsed = parseAttributeValue(definition, text);
    if ("problem" in parsed) {
      fieldErrors[`attributes.${key}`] = [`attributes.problems.${parsed.problem}`];
    } else if (parsed.value === null) values.delete(key);
    else values.set(key, parsed.value);
  }
  if (Object.keys(fieldErrors).length > 0)
    throw new AppError("invalid", "invalid", { fieldErrors });
  return Object.fromEntries(values);
}

/** Leaves the address with exactly these tags. */
async function setTags(
  tx: Transaction,
  ctx: TenantContext,
  addressId: string,
  tagIds: string[],
): Promise<void> {
  const wanted = [...new Set(tagIds)];
  const known = await tx.$count(
    tags,
    and(eq(tags.tenantId, ctx.tenantId), inArray(tags.id, wanted)),
  );
  if (known !== wanted.length) throw fieldError("tagIds", "addresses.errors.unknownTag");
  const ofAddress = and(
    eq(addressTags.tenantId, ctx.tenantId),
    eq(addressTags.addressId, addressId),
  );
  const kept = tagIds.length > 0 ? sql`not ${inArray(addressTags.tagId, tagIds)}` : undefined;
  await tx.delete(addressTags).where(and(ofAddress, kept));
  if (tagIds.length === 0) return;
  const rows = tagIds.map((tagId) => ({ tenantId: ctx.tenantId, tagId, addressId }));
  await tx.insert(addressTags).values(rows).onConflictDoNothing();
}

export async function deleteAddress(ctx: TenantContext, { id }: DeleteAddressInput): Promise<void> {
  authorize(ctx, "addresses:write");
  await transaction(ctx, async (tx, inner) => {
    const before = auditView(await getAddress(inner, id));
    await tx
      .delete(addresses)
      .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.id, id)));
    await recordAudit(tx, ctx, {
      action: "address.deleted",
      targetType: "address",
      targetId: id,
      details: { before },
    });
  });
}

type BulkResult = { changed: number };

/** One statement for any number of addresses; those that carry the tag already are not counted. */
export async function addTagToAddresses(
  ctx: TenantContext,
  { selection, tagId }: TagAddressesInput,
): Promise<BulkResult> {
  authorize(ctx, "addresses:write");
  return transaction(ctx, async (tx, inner) => {
    const tag = await getTag(inner, tagId);
    const added = await tx.execute(sql`insert into ${addressTags} (tenant_id, tag_id, address_id)
      select ${addresses.tenantId}, ${tagId}::uuid, ${addresses.id} from ${addresses}
      where ${selectionCondition(ctx.tenantId, selection)} on conflict do nothing`);
    await recordAudit(tx, ctx, {
      action: "address.tagged",
      targetType: "tag",
      targetId: tagId,
      details: { tag: tag.name, selection, count: added.count },
    });
    return { changed: added.count };
  });
}

export async function removeTagFromAddresses(
  ctx: TenantContext,
  { selection, tagId }: TagAddressesInput,
): Promise<BulkResult> {
  authorize(ctx, "addresses:write");
  const work = transaction(ctx, async (tx, inner) => {
    const tag = await getTag(inner, tagId);
    const chosen = tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(selectionCondition(ctx.tenantId, selection));
    const removed = await tx
      .delete(addressTags)
      .where(
        and(
          eq(addressTags.tenantId, ctx.tenantId),
          eq(addressTags.tagId, tagId),
          inArray(addressTags.addressId, chosen),
        ),
      );
    await recordAudit(tx, ctx, {
      action: "address.untagged",
      targetType: "tag",
      targetId: tagId,
      details: { tag: tag.name, selection, count: removed.count },
    });
    return { changed: removed.count };
  });
  return work.catch((error) => {
    throw isCheckViolation(error, "addresses_tag_scope")
      ? new AppError("conflict", "addresses.errors.outOfScope")
      : error;
  });
}

export async function deleteAddresses(
  ctx: TenantContext,
  { selection }: DeleteAddressesInput,
): Promise<BulkResult> {
  authorize(ctx, "addresses:write");
  return transaction(ctx, async (tx) => {
    const removed = await tx.delete(addresses).where(selectionCondition(ctx.tenantId, selection));
    await recordAudit(tx, ctx, {
      action: "address.bulk-deleted",
      targetType: "address",
      details: { selection, count: removed.count },
    });
    return { changed: removed.count };
  });
}

async function refusingTakenEmail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "addresses_email")) {
      throw fieldError("email", "addresses.errors.emailTaken", "conflict");
    }
    throw error;
  }
}
