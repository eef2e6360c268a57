import "server-only";
import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses, addressTags, suppressions, tags } from "@/db/schema/addresses";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { noteBulkRead } from "@/lib/audit/bulk-read";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { consentCondition } from "@/lib/consents/queries";
import { type CursorPage, cursorPage, encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import { expressionCondition } from "@/lib/groups/queries";
import type { TagSummary } from "@/lib/tags/queries";
import { isUuid } from "@/lib/uuid";
import type { AddressFilter, AddressSelection, AddressState } from "./schema";

export type AddressSummary = {
  id: string;
  email: string;
  name: string;
  state: AddressState;
  hasConsent: boolean;
  createdAt: Date;
  tags: TagSummary[];
};

export const addressPageSize = 50;
/** Counting stops here: the list then says "10,000 or more". */
export const addressCountMost = 10_000;

const state = sql<AddressState>`coalesce(${suppressions.reason}, 'active')`;
const hasSuppression = and(
  eq(suppressions.tenantId, addresses.tenantId),
  eq(suppressions.email, addresses.email),
);

type Place = { after?: string | undefined; before?: string | undefined };

/** Newest first. */
export async function listAddresses(
  ctx: TenantContext,
  filter: AddressFilter & Place = {},
): Promise<CursorPage<AddressSummary>> {
  authorize(ctx, "addresses:read");
  const before = beyond(addresses.createdAt, addresses.id, filter.before, ">");
  const after = before ? undefined : beyond(addresses.createdAt, addresses.id, filter.after);
  const order = before ? asc : desc;
  const listed = await readTransaction(ctx, async (tx) => {
    const found = await tx
      .select({
        id: addresses.id,
        email: addresses.email,
        name: addresses.name,
        state,
        hasConsent: sql<boolean>`${consentCondition("recorded")}`,
        createdAt: addresses.createdAt,
        position: timePosition(addresses.createdAt),
      })
      .from(addresses)
      .leftJoin(suppressions, hasSuppression)
      .where(and(filterCondition(ctx.tenantId, filter), before ?? after))
      .orderBy(order(addresses.createdAt), order(addresses.id))
      .limit(addressPageSize + 1);
    const from = before ? "before" : after ? "after" : "start";
    const page = cursorPage(found, addressPageSize, from, (row) =>
      encodeCursor([row.position, row.id]),
    );
    const tagsOf = await tagsByAddress(
      tx,
      ctx,
      page.rows.map((row) => row.id),
    );
    const rows = page.rows.map(({ position: _, ...row }) => ({
      ...row,
      tags: tagsOf.get(row.id) ?? [],
    }));
    return { ...page, rows };
  });
  const { after: _after, before: _before, ...looked } = filter;
  const isSearch = Boolean(filter.q || filter.value);
  await noteBulkRead(ctx, {
    subject: "address",
    shown: listed.rows.length,
    filter: looked,
    isSearch,
  });
  return listed;
}

async function tagsByAddress(tx: Transaction, ctx: TenantContext, ids: string[]) {
  const found =
    ids.length === 0
      ? []
      : await tx
          .select({
            addressId: addressTags.addressId,
            id: tags.id,
            name: tags.name,
            color: tags.color,
          })
          .from(addressTags)
          .innerJoin(
            tags,
            and(eq(tags.tenantId, addressTags.tenantId), eq(tags.id, addressTags.tagId)),
          )
          .where(and(eq(addressTags.tenantId, ctx.tenantId), inArray(addressTags.addressId, ids)))
          .orderBy(asc(tags.name));
  const byAddress = new Map<string, TagSummary[]>();
  for (const { addressId, ...tag } of found) {
    byAddress.set(addressId, [...(byAddress.get(addressId) ?? []), tag]);
  }
  return byAddress;
}

/** The rows of `addresses` that a filter finds. */
export function filterCondition(tenantId: string, filter: AddressFilter): SQL | undefined {
  const { q, match, tag, attribute, value } = filter;
  return and(
    eq(addresses.tenantId, tenantId),
    q ? (match === "begins" ? prefixCondition(q) : searchCondition(q)) : undefined,
    tag ? expressionCondition(tenantId, { op: "tag", tagId: tag }) : undefined,
    attribute && value
      ? expressionCondition(tenantId, { op: "attribute", key: attribute, test: "contains", value })
      : undefined,
    stateCondition(filter.state),
    filter.consent ? consentCondition(filter.consent) : undefined,
  );
}

/** A range of the index on e-mail addresses, which are stored folded; usable under row-level security as it is leakproof. */
function prefixCondition(q: string): SQL {
  return sql`${addresses.email} ^@ ${q.normalize("NFKC").toLowerCase()}::text`;
}

/** E-mail addresses are stored folded, names as typed: both spellings are looked for through the trigram index. */
function searchCondition(q: string): SQL {
  const terms = [...new Set([q, q.normalize("NFKC"), q.normalize("NFKC").toLowerCase()])];
  const searches = terms.map((term) => sql`select search_address_ids(${term}, null)`);
  return sql`${addresses.id} in (${sql.join(searches, sql` union `)})`;
}

function stateCondition(wanted: AddressState | undefined): SQL | undefined {
  if (!wanted) return undefined;
  const reason = wanted === "active" ? undefined : eq(suppressions.reason, wanted);
  const found = sql`exists (select 1 from ${suppressions} where ${and(hasSuppression, reason)})`;
  return wanted === "active" ? sql`not ${found}` : found;
}

/** The rows of `addresses` that a person ticked or filtered. */
export function selectionCondition(tenantId: string, selection: AddressSelection): SQL | undefined {
  return selection.kind === "filter"
    ? filterCondition(tenantId, selection.filter)
    : and(eq(addresses.tenantId, tenantId), inArray(addresses.id, selection.ids));
}

/** How many addresses a filter finds, counted up to `addressCountMost` + 1. */
export async function countAddresses(
  ctx: TenantContext,
  filter: AddressFilter = {},
): Promise<number> {
  authorize(ctx, "addresses:read");
  return readTransaction(ctx, async (tx) => {
    const some = tx
      .select({ one: sql`1`.as("one") })
      .from(addresses)
      .where(filterCondition(ctx.tenantId, filter))
      .limit(addressCountMost + 1)
      .as("some");
    return tx.$count(some);
  });
}

export type AddressDetail = Omit<AddressSummary, "hasConsent"> & {
  attributes: Record<string, string | number | null>;
  source: (typeof addresses.$inferSelect)["source"];
  isNonstandard: boolean;
  consentSource: string | null;
  consentAt: Date | null;
  consentWording: string | null;
  suppressedAt: Date | null;
};

export async function getAddress(ctx: TenantContext, id: string): Promise<AddressDetail> {
  authorize(ctx, "addresses:read");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select({
        id: addresses.id,
        email: addresses.email,
        name: addresses.name,
        attributes: addresses.attributes,
        source: addresses.source,
        isNonstandard: addresses.isNonstandard,
        consentSource: addresses.consentSource,
        consentAt: addresses.consentAt,
        consentWording: addresses.consentWording,
        createdAt: addresses.createdAt,
        state,
        suppressedAt: suppressions.createdAt,
      })
      .from(addresses)
      .leftJoin(suppressions, hasSuppression)
      .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.id, id)));
    if (!found) throw notFound();
    return { ...found, tags: (await tagsByAddress(tx, ctx, [id])).get(id) ?? [] };
  });
}
