import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses } from "@/db/schema/addresses";
import { transaction } from "@/db/transaction";
import { createAddress, updateAddress } from "@/lib/addresses/mutations";
import { type AddressDetail, getAddress } from "@/lib/addresses/queries";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import { ApiError, parseParameters } from "@/lib/auth/api-error";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { parseConsentTime } from "@/lib/consents/rules";
import { AppError, notFound } from "@/lib/errors";
import { ensureTags } from "@/lib/tags/mutations";
import { normalizeTagName } from "@/lib/tags/rules";
import { isUuid } from "@/lib/uuid";
import { getApiAddress } from "./queries";
import { addressResource } from "./rules";
import { type PatchAddressInput, patchAddressSchema, putAddressSchema } from "./schema";

type Resource = ReturnType<typeof addressResource>;

/**
 * Makes the address or changes it, by its e-mail address: the same call may be repeated. What is left out stays as it
 * is. Throws `ApiError` or `invalid` with the field.
 */
export async function putApiAddress(
  ctx: TenantContext,
  body: unknown,
): Promise<{ address: Resource; isNew: boolean }> {
  authorize(ctx, "addresses:write");
  const { email, ...given } = parseParameters(putAddressSchema, body);
  return repeating(() =>
    transaction(ctx, async (tx, inner) => {
      const id = await lockAddress(tx, inner, eq(addresses.email, email.email));
      if (id) return { address: await change(tx, inner, id, given), isNew: false };
      const made = await createAddress(inner, {
        email,
        name: given.name ?? "",
        attributes: await typedAttributes(inner, given),
        tagIds: await ensureTags(inner, given.tags ?? []),
      });
      await recordConsent(tx, inner, await getAddress(inner, made.id), given);
      return { address: await getApiAddress(inner, made.id), isNew: true };
    }),
  );
}

/** Changes an address by its id; what is left out stays as it is. Throws `not_found`, `ApiError` or `invalid`. */
export async function patchApiAddress(
  ctx: TenantContext,
  id: string,
  body: unknown,
): Promise<Resource> {
  authorize(ctx, "addresses:write");
  const given = parseParameters(patchAddressSchema, body);
  return repeating(() =>
    transaction(ctx, async (tx, inner) =>
      change(tx, inner, await demandAddress(tx, inner, id), given),
    ),
  );
}

/** Takes a tag off an address; one that it does not have is gone already. Throws `not_found` without the address. */
export async function removeApiTag(
  ctx: TenantContext,
  id: string,
  name: string,
): Promise<Resource> {
  authorize(ctx, "addresses:write");
  const wanted = normalizeTagName(name);
  return transaction(ctx, async (tx, inner) => {
    const stored = await getAddress(inner, await demandAddress(tx, inner, id));
    const kept = stored.tags.filter((tag) => tag.name !== wanted);
    if (kept.length === stored.tags.length) return addressResource(stored);
    await updateAddress(inner, { ...unchanged(stored), tagIds: kept.map((tag) => tag.id) });
    return getApiAddress(inner, id);
  });
}

/** Two calls at once may make the same address or tag: whoever comes second finds it made. */
async function repeating<T>(work: () => Promise<T>, triesLeft = 3): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (triesLeft > 1 && error instanceof AppError && error.code === "conflict" && isTaken(error))
      return repeating(work, triesLeft - 1);
    throw error;
  }
}

const isTaken = ({ details }: AppError): boolean =>
  Object.values(details.fieldErrors ?? {}).some(([key]) => key?.endsWith("Taken"));

/** The address's id, held against changes by others until the end of the transaction; null when there is none. */
async function lockAddress(
  tx: Transaction,
  { tenantId }: TenantContext,
  which: ReturnType<typeof eq>,
): Promise<string | null> {
  const [row] = await tx
    .select({ id: addresses.id })
    .from(addresses)
    .where(and(eq(addresses.tenantId, tenantId), which))
    .for("no key update");
  return row?.id ?? null;
}

async function demandAddress(tx: Transaction, ctx: TenantContext, id: string): Promise<string> {
  const found = isUuid(id) ? await lockAddress(tx, ctx, eq(addresses.id, id)) : null;
  if (!found) throw notFound();
  return found;
}

const unchanged = ({ id, email, isNonstandard, name, tags }: AddressDetail) => ({
  id,
  email: { email, isNonstandard },
  name,
  attributes: {},
  tagIds: tags.map((tag) => tag.id),
});

type Given = Omit<PatchAddressInput, "email"> & Pick<Partial<PatchAddressInput>, "email">;

/** Writes only what differs, so that a repeated call leaves no trace. */
async function change(
  tx: Transaction,
  ctx: TenantContext,
  id: string,
  given: Given,
): Promise<Resource> {
  const stored = await getAddress(ctx, id);
  const old = unchanged(stored);
  const attributes = await typedAttributes(ctx, given);
  const tagIds = given.tags ? await ensureTags(ctx, given.tags) : [];
  const isKept = !given.tags || given.tag_mode === "add";
  const input = {
    id,
    email: given.email ?? old.email,
    name: given.name ?? old.name,
    attributes,
    tagIds: [...new Set([...(isKept ? old.tagIds : []), ...tagIds])],
  };
  const isSame =
    input.email.email === old.email.email &&
    input.name === old.name &&
    input.tagIds.length === old.tagIds.length &&
    input.tagIds.every((tagId) => old.tagIds.includes(tagId)) &&
    Object.entries(attributes).every(
      ([key, value]) => value === String(stored.attributes[key] ?? ""),
    );
  if (!isSame) await updateAddress(ctx, input);
  await recordConsent(tx, ctx, stored, given);
  return getApiAddress(ctx, id);
}

/** As the address form has them: texts, an empty one for a value that goes. Refuses keys that are not defined. */
async function typedAttributes(
  ctx: TenantContext,
  { attributes }: Pick<Given, "attributes">,
): Promise<Record<string, string>> {
  const names = Object.keys(attributes);
  if (names.length === 0) return {};
  const known = new Set((await listAttributes(ctx, "address")).map(({ key }) => key));
  const unknown = names.find((key) => !known.has(key));
  if (unknown !== undefined)
    throw new ApiError(422, "parameter_invalid", {
      field: "attributes",
      messageKey: "api.errors.attributeUnknown",
      params: { key: unknown },
    });
  return Object.fromEntries(names.map((key) => [key, String(attributes[key] ?? "")]));
}

/** A consent is kept unless a later one is known, as an import keeps it. */
async function recordConsent(
  tx: Transaction,
  ctx: TenantContext,
  stored: AddressDetail,
  { consent_source: source, consent_at: at, consent_wording: wording }: Given,
): Promise<void> {
  const time = parseConsentTime(at);
  if (!time || (stored.consentAt && new Date(time) <= stored.consentAt)) return;
  const { consentSource, consentAt, consentWording } = stored;
  await tx
    .update(addresses)
    .set({
      consentSource: source,
      consentAt: new Date(time),
      consentWording: wording,
      updatedAt: sql`now()`,
    })
    .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.id, stored.id)));
  await recordAudit(tx, ctx, {
    action: "address.consented",
    targetType: "address",
    targetId: stored.id,
    details: {
      before: { source: consentSource, at: consentAt, wording: consentWording },
      after: { source, at: time, wording },
    },
  });
}
