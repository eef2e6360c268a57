import "server-only";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import {
  type AttributeValues,
  addresses,
  addressTags,
  suppressions,
  tags,
} from "@/db/schema/addresses";
import { timeAt, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { filterCondition } from "@/lib/addresses/queries";
import type { AddressFilter, AddressState } from "@/lib/addresses/schema";
import { listAttributes } from "@/lib/attributes/queries";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { toJstIso } from "@/lib/format";
import { csvLine } from "./rules";

const pageSize = 1_000;

/** The words of the file in the reader's language. */
export type ExportLabels = {
  email: string;
  name: string;
  tags: string;
  state: string;
  createdAt: string;
  states: Record<AddressState, string>;
};

/** The addresses that a filter finds as lines of CSV, oldest first, a page at a time: memory stays flat. */
export async function* streamAddressCsv(
  ctx: TenantContext,
  filter: AddressFilter,
  labels: ExportLabels,
): AsyncGenerator<string> {
  authorize(ctx, "addresses:export");
  const keys = (await readTransaction(ctx, (_, inner) => listAttributes(inner, "address"))).map(
    ({ key }) => key,
  );
  yield csvLine([labels.email, labels.name, labels.tags, ...keys, labels.state, labels.createdAt]);
  let place: Place | null = null;
  do {
    const page: Page = await readPage(ctx, filter, place);
    if (page.rows.length > 0) yield page.rows.map((row) => lineOf(row, keys, labels)).join("");
    place = page.next;
  } while (place);
}

type Place = { position: string; id: string };
type Page = Awaited<ReturnType<typeof readPage>>;
type Row = {
  email: string;
  name: string;
  attributes: AttributeValues;
  state: AddressState;
  createdAt: Date;
  tags: string[];
};

async function readPage(ctx: TenantContext, filter: AddressFilter, place: Place | null) {
  return readTransaction(ctx, async (tx) => {
    const found = await tx
      .select({
        id: addresses.id,
        email: addresses.email,
        name: addresses.name,
        attributes: addresses.attributes,
        state: sql<AddressState>`coalesce(${suppressions.reason}, 'active')`,
        createdAt: addresses.createdAt,
        position: timePosition(addresses.createdAt),
      })
      .from(addresses)
      .leftJoin(
        suppressions,
        and(eq(suppressions.tenantId, addresses.tenantId), eq(suppressions.email, addresses.email)),
      )
      .where(and(filterCondition(ctx.tenantId, filter), place ? afterPlace(place) : undefined))
      .orderBy(asc(addresses.createdAt), asc(addresses.id))
      .limit(pageSize);
    const named = await tagNames(
      tx,
      ctx,
      found.map(({ id }) => id),
    );
    const last = found.length === pageSize ? found.at(-1) : undefined;
    return {
      rows: found.map((row): Row => ({ ...row, tags: named.get(row.id) ?? [] })),
      next: last ? { position: last.position, id: last.id } : null,
    };
  });
}

const afterPlace = ({ position, id }: Place): SQL =>
  sql`(${addresses.createdAt}, ${addresses.id}) > (${timeAt(position)}, ${id}::uuid)`;

async function tagNames(
  tx: Transaction,
  ctx: TenantContext,
  ids: string[],
): Promise<Map<string, string[]>> {
  const named = new Map<string, string[]>();
  if (ids.length === 0) return named;
  const found = await tx
    .select({ addressId: addressTags.addressId, name: tags.name })
    .from(addressTags)
    .innerJoin(tags, and(eq(tags.tenantId, addressTags.tenantId), eq(tags.id, addressTags.tagId)))
    .where(and(eq(addressTags.tenantId, ctx.tenantId), inArray(addressTags.addressId, ids)))
    .orderBy(asc(tags.name));
  for (const { addressId, name } of found) {
    const names = named.get(addressId);
    if (names) names.push(name);
    else named.set(addressId, [name]);
  }
  return named;
}

function lineOf(row: Row, keys: readonly string[], labels: ExportLabels): string {
  const values = keys.map((key) => String(row.attributes[key] ?? ""));
  const tagText = row.tags.join(";");
  return csvLine([
    row.email,
    row.name,
    tagText,
    ...values,
    labels.states[row.state],
    toJstIso(row.createdAt),
  ]);
}
