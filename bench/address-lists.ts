import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction } from "@/db/transaction";
import { listAddresses } from "@/lib/addresses/queries";
import { encodeCursor } from "@/lib/cursor";
import { writeFullExport } from "@/lib/full-exports/mutations";
import { expressionCondition } from "@/lib/groups/queries";
import type { Expression } from "@/lib/groups/schema";

type Row = {
  step: string;
  figure: number;
  /** What it is measured against, in the same unit. */
  limit: number;
  unit: string;
  ratio: number;
  required: string;
  isMet: boolean;
};

type Book = TestTenant & { tags: Record<"broad" | "half" | "rare", string> };

const others = 200;
const rounds = 3;
const attempts = 15;

const atMost = (step: string, figure: number, limit: number, most: number): Row => ({
  step,
  figure,
  limit,
  unit: "ms",
  ratio: figure / limit,
  required: `<= ${most}`,
  isMet: figure / limit <= most,
});

const median = (figures: number[]): number =>
  [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Both in turns, so that what else the machine does hits them alike; the medians. */
async function compared(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  times: number,
): Promise<[number, number]> {
  await one();
  await other();
  const taken: [number, number][] = [];
  for (let turn = 0; turn < times; turn += 1)
    taken.push([await milliseconds(one), await milliseconds(other)]);
  return [median(taken.map(([first]) => first)), median(taken.map(([, second]) => second))];
}

/** A book of `rows` addresses with two and a half times as many tag links, beside 200 small ones. */
async function fill(admin: postgres.Sql, rows: number): Promise<Book> {
  const tenant = await createTestTenant({ name: "計測株式会社" });
  const tags = { broad: randomUUID(), half: randomUUID(), rare: randomUUID() };
  const addBook = (tenantId: string, count: number) => admin`
    insert into addresses (tenant_id, email, name, attributes, created_at)
    select ${tenantId}, 'user' || lpad(n::text, 7, '0') || '@' || substr(md5(n::text), 1, 6) || '.example.jp',
      '山田 太郎 ' || n, jsonb_build_object('都道府県', '県' || n % 47, '額', n % 1000),
      now() - n * interval '1 second'
    from generate_series(1, ${count}::int) n`;
  await addBook(tenant.tenantId, rows);
  for (let index = 0; index < others; index += 1)
    await addBook((await createTestTenant()).tenantId, Math.ceil(rows / 1000));
  for (const [name, id] of Object.entries(tags))
    await admin`insert into tags (tenant_id, id, name) values (${tenant.tenantId}, ${id}, ${name})`;
  const link = (id: string, share: string) =>
    admin.unsafe(
      `insert into address_tags (tenant_id, tag_id, address_id)
       select tenant_id, $2::uuid, id from addresses where tenant_id = $1 and ${share}`,
      [tenant.tenantId, id],
    );
  await link(tags.broad, "true");
  await link(tags.half, "hashtext(email) % 2 = 0");
  await link(tags.rare, "hashtext(name) % 10000 = 0");
  const more = randomUUID();
  await admin`insert into tags (tenant_id, id, name) values (${tenant.tenantId}, ${more}, 'more')`;
  await link(more, "true");
  await admin`vacuum (analyze) addresses`;
  await admin`vacuum (analyze) address_tags`;
  return { ...tenant, tags };
}

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
      const [figure, limit] = await compared(
        () => tx.execute(query),
        () => superuser.execute(query),
        name === "broad" ? rounds : attempts,
      );
      rows.push(atMost(`tag expression count, ${name}`, figure, limit, 1.1));
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
    const [figure, limit] = await compared(() => listAddresses(ctx, { after }), byKey, attempts);
    results.push(atMost(`list page of 50, ${share * 100} % deep`, figure, limit, 5));
  }
  return results;
}

async function measureSearch({ ctx, tenantId }: Book, rows: number): Promise<Row[]> {
  const number = () => String(1 + Math.floor(Math.random() * rows)).padStart(7, "0");
  const exact = () =>
    readTransaction(ctx, (tx) =>
      tx.execute(sql`select id, email, name from addresses
        where tenant_id = ${tenantId} and email = ${`user${number()}@none.example.jp`}`),
    );
  const prefix = () => listAddresses(ctx, { q: `user${number().slice(0, 6)}` });
  const substring = () => listAddresses(ctx, { q: `r${number().slice(0, 6)}` });
  const [first, limit] = await compared(prefix, exact, attempts);
  const [second, again] = await compared(substring, exact, attempts);
  return [
    atMost("search by the beginning of an e-mail address", first, limit, 3),
    atMost("search by a part of an e-mail address", second, again, 10),
  ];
}

async function measureExport(admin: postgres.Sql, { ctx, tenantId }: Book): Promise<Row[]> {
  const drain = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const raw = async () => {
    for (const table of ["addresses", "address_tags", "tags", "suppressions", "recipients"]) {
      const query = `copy (select * from ${table} where tenant_id = '${tenantId}') to stdout`;
      const lines = await admin.unsafe(query).readable();
      lines.once("end", () => lines._read(0));
      await pipeline(lines, drain());
    }
  };
  const [figure, limit] = await compared(() => writeFullExport(ctx, randomUUID()), raw, rounds);
  return [atMost("full export", figure, limit, 2.5)];
}

/** Counting, paging, searching and exporting in a book of `rows` addresses. */
export async function measureAddressLists(superuserUrl: string, rows: number): Promise<Row[]> {
  const admin = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    const book = await fill(admin, rows);
    return [
      ...(await measureCounts(admin, book)),
      ...(await measurePages(book, rows)),
      ...(await measureSearch(book, rows)),
      ...(await measureExport(admin, book)),
    ];
  } finally {
    await admin.end();
  }
}
