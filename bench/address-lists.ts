import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { addresses } from "@/db/schema/addresses";
import { readTransaction } from "@/db/transaction";
import { addressPageSize, filterCondition, listAddresses } from "@/lib/addresses/queries";
import { encodeCursor } from "@/lib/cursor";
import { writeFullExport } from "@/lib/full-exports/mutations";
import { exportFile } from "@/lib/full-exports/rules";
import { expressionCondition } from "@/lib/groups/queries";
import type { Expression } from "@/lib/groups/schema";
import { type Book, fillBooks } from "./address-book";
import { measureListPage } from "./list-page";
import { compared } from "./measuring";
import { atMost, type Row } from "./report";

/** For what takes seconds, and for what takes a millisecond. */
const rounds = 3;
const attempts = 51;
/** Where a tenth more counts and the whole takes less than a millisecond. */
const manyAttempts = 201;
const unit = "ms";

async function measureCounts(admin: postgres.Sql, { ctx, tenantId, tags }: Book): Promise<Row[]> {
  const broad: Expression = {
    op: "and",
    items: [
      { op: "tag", tagId: tags.broad },
      { op: "not", item: { op: "tag", tagId: tags.half } },
    ],
  };
  const narrow: Expression = {
    op: "and",
    items: [
      { op: "tag", tagId: tags.half },
      { op: "tag", tagId: tags.rare },
      { op: "attribute", key: "都道府県", test: "equals", value: "県3" },
    ],
  };
  const superuser = drizzle(admin);
  const rows: Row[] = [];
  for (const [name, expression] of Object.entries({ broad, narrow })) {
    const query: SQL = sql`select count(*) from addresses
      where tenant_id = ${tenantId} and ${expressionCondition(tenantId, expression)}`;
    await readTransaction(ctx, async (tx) => {
      const taken = await compared(
        () => tx.execute(query),
        () => superuser.execute(query),
        name === "broad" ? rounds : manyAttempts,
      );
      rows.push(atMost({ step: `tag expression count, ${name}`, ...taken, unit }, 1.1));
    });
  }
  return rows;
}

/** The page as the screen asks for it, with its tags, against the same number of rows by their key. */
async function measurePages({ ctx, tenantId }: Book, rows: number): Promise<Row[]> {
  const byKey = () =>
    readTransaction(ctx, (tx) =>
      tx.execute(sql`select id, email, name, created_at from addresses
        where tenant_id = ${tenantId} and id > ${randomUUID()} order by id limit 50`),
    );
  const deep = async (share: number) => {
    const [place] = await readTransaction(ctx, (tx) =>
      tx.execute<{ at: string; id: string }>(sql`
        select (extract(epoch from created_at) * 1000000)::bigint::text as at, id from addresses
        where tenant_id = ${tenantId} order by created_at desc, id desc offset ${Math.floor(rows * share)} limit 1`),
    );
    return encodeCursor([place?.at ?? "", place?.id ?? ""]);
  };
  const results: Row[] = [];
  for (const share of [0, 0.5, 0.99]) {
    const after = share > 0 ? await deep(share) : undefined;
    const taken = await compared(() => listAddresses(ctx, { after }), byKey, attempts);
    results.push(atMost({ step: `list page of 50, ${share * 100} % deep`, ...taken, unit }, 5));
  }
  return results;
}

/** The same columns in the same order by each condition, as the list has it, in a transaction of its own. */
async function measureSearch({ ctx, tenantId }: Book, rows: number): Promise<Row[]> {
  const find = (condition: SQL | undefined) =>
    readTransaction(ctx, (tx) =>
      tx
        .select({ id: addresses.id, email: addresses.email, name: addresses.name })
        .from(addresses)
        .where(condition)
        .orderBy(desc(addresses.createdAt), desc(addresses.id))
        .limit(addressPageSize + 1),
    );
  const any = () => String(1 + Math.floor(Math.random() * rows));
  const start = () => any().padStart(7, "0").slice(0, 6);
  const exact = () => {
    const number = any();
    const domain = createHash("md5").update(number).digest("hex").slice(0, 6);
    const email = `user${number.padStart(7, "0")}@${domain}.example.jp`;
    return find(and(eq(addresses.tenantId, tenantId), eq(addresses.email, email)));
  };
  const prefix = () => find(filterCondition(tenantId, { q: `user${start()}`, match: "begins" }));
  const substring = () => find(filterCondition(tenantId, { q: `r${start()}` }));
  const begins = { ...(await compared(prefix, exact, attempts)), unit };
  const contains = { ...(await compared(substring, exact, attempts)), unit };
  return [
    atMost({ step: "search by the beginning of an e-mail address", ...begins }, 3),
    atMost({ step: "search by a part of an e-mail address", ...contains }, 10),
  ];
}

/** What a full export holds, as the tables have it: the same columns, and the two ids that join them. */
const exported = {
  addresses: "id, email, name, source, attributes, created_at, updated_at",
  address_tags: "address_id, tag_id",
  tags: "id, name, color, is_choosable, public_name, public_description",
  groups: "name, description, expression",
  attribute_definitions: "key, type, choices",
  suppressions: "email, reason, created_at, cause, comment",
  recipients:
    "delivery_id, email, state, reason, accepted_at, delivered_at, bounced_at, opened_at, clicked_at, complained_at, unsubscribed_at",
};

async function measureExport(admin: postgres.Sql, { ctx, tenantId }: Book): Promise<Row> {
  const raw = async () => {
    for (const [table, columns] of Object.entries(exported)) {
      const query = `copy (select ${columns} from ${table} where tenant_id = '${tenantId}') to stdout`;
      const lines = await admin.unsafe(query).readable();
      lines.once("end", () => lines._read(0));
      for await (const _ of lines);
    }
  };
  const whole = async () => {
    const runId = randomUUID();
    await writeFullExport(ctx, runId);
    await rm(exportFile(tenantId, runId));
  };
  return atMost({ step: "full export", ...(await compared(whole, raw, rounds)), unit }, 2.5);
}

/** Counting, paging, searching and exporting in a book of `rows` addresses. */
export async function measureAddressLists(superuserUrl: string, rows: number): Promise<Row[]> {
  const admin = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    const books = await fillBooks(admin, rows);
    return [
      ...(await measureCounts(admin, books.large)),
      ...(await measurePages(books.large, rows)),
      ...(await measureSearch(books.large, rows)),
      await measureExport(admin, books.large),
      await measureListPage(books, rows),
    ];
  } finally {
    await admin.end();
  }
}
