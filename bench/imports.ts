import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import { pool } from "@/db/client";
import { importChunks, imports } from "@/db/schema/imports";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { runImport } from "@/lib/importing/mutations";
import { getImport } from "@/lib/imports/queries";
import { atLeast, atMost, median, type Row } from "./report";

const runs = 3;
const chunkBytes = 1024 * 1024;
const rowsPerCommit = 10_000;
const memoryMost = 300;

type Kind = "plain" | "tagged";
type Measured = { seconds: number; megabytes: number };

const fields = (at: number, kind: Kind): string[] => {
  const number = String(at).padStart(7, "0");
  const values = [`user${number}@example.jp`, `山田 太郎 ${number}`, `東京都${at % 1000}`];
  return kind === "tagged" ? [...values, "お客様;展示会"] : values;
};

/** The file a megabyte at a time, so that the measurement holds none of it. */
function* file(rows: number, kind: Kind): Generator<Buffer> {
  let text = `メールアドレス,名前,住所${kind === "tagged" ? ",タグ" : ""}\r\n`;
  for (let at = 0; at < rows; at += 1) {
    text += `${fields(at, kind).join(",")}\r\n`;
    if (text.length < chunkBytes / 2) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

async function queueFile({ tenantId, ctx }: TestTenant, rows: number, kind: Kind) {
  const importId = randomUUID();
  let bytes = 0;
  await transaction(ctx, async (tx) => {
    await tx.insert(imports).values({
      tenantId,
      id: importId,
      fileName: "bench.csv",
      fileBytes: 0,
      encoding: "utf-8",
      state: "queued",
      headers: ["メールアドレス", "名前", "住所", "タグ"].slice(0, kind === "tagged" ? 4 : 3),
      columns: [
        { target: "email" },
        { target: "name" },
        { target: "attribute", key: "住所" },
        ...(kind === "tagged" ? [{ target: "tags" as const }] : []),
      ],
    });
    let chunkNo = 0;
    for (const data of file(rows, kind)) {
      await tx.insert(importChunks).values({ tenantId, importId, chunkNo, data });
      chunkNo += 1;
      bytes += data.length;
    }
  });
  return { importId, bytes };
}

/** The import as the worker runs it, with the highest memory above that of the idle process. */
async function measureImport(sql: postgres.Sql, rows: number, kind: Kind): Promise<Measured> {
  const tenant = await createTestTenant({ name: "計測株式会社" });
  await sql`insert into tenant_limits (tenant_id, addresses) values (${tenant.tenantId}, ${10 * rows})`;
  const { importId } = await queueFile(tenant, rows, kind);
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let most = idle;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const took = await seconds(() => runImport(tenant.ctx, { importId }));
  clearInterval(timer);
  const done = await getImport(tenant.ctx, importId);
  if (done.inserted !== rows) throw new Error(`${done.inserted} of ${rows} rows imported`);
  return { seconds: took, megabytes: (most - idle) / 2 ** 20 };
}

/** COPY of the file and one INSERT … SELECT past row-level security, and as much again for tags. */
async function measureRaw(sql: postgres.Sql, rows: number, kind: Kind): Promise<number> {
  const { tenantId } = await createTestTenant({ name: "計測株式会社" });
  const tagNames = kind === "tagged" ? ["お客様", "展示会"] : [];
  return seconds(() =>
    sql.begin(async (tx) => {
      await tx`create temporary table raw (email text collate "C", name text, place text, tags text) on commit drop`;
      const columns = kind === "tagged" ? "email, name, place, tags" : "email, name, place";
      const target = await tx
        .unsafe(`copy raw (${columns}) from stdin (format csv, header)`)
        .writable();
      await pipeline(Readable.from(file(rows, kind)), target);
      await tx`insert into addresses (tenant_id, email, name, attributes, source)
        select ${tenantId}::uuid, email, name, jsonb_build_object('住所', place), 'import' from raw`;
      if (tagNames.length === 0) return;
      await tx`insert into tags (tenant_id, name) select ${tenantId}::uuid, unnest(${tagNames}::text[])`;
      await tx`insert into address_tags (tenant_id, tag_id, address_id)
        select a.tenant_id, t.id, a.id from raw r
        join addresses a on a.tenant_id = ${tenantId} and a.email = r.email
        cross join unnest(string_to_array(r.tags, ';')) as named (tag)
        join tags t on t.tenant_id = ${tenantId} and t.name = named.tag`;
    }),
  );
}

/**
 * One upsert after another, as a program without the pipeline would, in rows a second: the first commit of the file
 * into the empty table and the last one into the table that holds all the others, which stand for those between.
 */
async function measureRowWise(sql: postgres.Sql, rows: number): Promise<number> {
  const { tenantId, userId } = await createTestTenant({ name: "計測株式会社" });
  const first = await seconds(() => upsertRows(tenantId, userId, 0));
  const last = Math.max(rowsPerCommit, rows - rowsPerCommit);
  await sql`insert into addresses (tenant_id, email, name, attributes, source)
    select ${tenantId}::uuid, 'user' || lpad(n::text, 7, '0') || '@example.jp', '山田 太郎 ' || lpad(n::text, 7, '0'),
      jsonb_build_object('住所', '東京都' || n % 1000), 'import'
    from generate_series(${rowsPerCommit}::integer, ${last - 1}::integer) n`;
  return (2 * rowsPerCommit) / (first + (await seconds(() => upsertRows(tenantId, userId, last))));
}

function upsertRows(tenantId: string, userId: string, from: number): Promise<unknown> {
  return pool().begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${tenantId}, true), set_config('app.user_id', ${userId}, true)`;
    for (let at = from; at < from + rowsPerCommit; at += 1) {
      const [email = "", name = "", place = ""] = fields(at, "plain");
      await tx`insert into addresses as a (tenant_id, email, name, attributes, source)
        values (${tenantId}, ${email}, ${name}, ${JSON.stringify({ 住所: place })}::text::jsonb, 'import')
        on conflict (tenant_id, email) do update set name = excluded.name,
          attributes = a.attributes || excluded.attributes, updated_at = now()`;
    }
  });
}

/** Each measurement starts from an empty table, whatever the one before left. */
async function empty(sql: postgres.Sql): Promise<void> {
  await sql`truncate addresses, tags, imports cascade`;
  await sql`checkpoint`;
}

export async function measureImports(rows: number): Promise<{ figures: Row[]; facts: object }> {
  const sql = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  const ours: Record<Kind, Measured[]> = { plain: [], tagged: [] };
  const raw: Record<Kind, number[]> = { plain: [], tagged: [] };
  const rowWise: number[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      for (const kind of ["plain", "tagged"] as const) {
        await empty(sql);
        ours[kind].push(await measureImport(sql, rows, kind));
        await empty(sql);
        raw[kind].push(await measureRaw(sql, rows, kind));
      }
      await empty(sql);
      rowWise.push(await measureRowWise(sql, rows));
    }
  } finally {
    await sql.end();
  }
  const took = (kind: Kind) => median(ours[kind].map((one) => one.seconds));
  const megabytes = Math.max(...[...ours.plain, ...ours.tagged].map((one) => one.megabytes));
  const unit = "s";
  const figures = [
    atMost(
      { step: `import of ${rows} rows`, figure: took("plain"), limit: median(raw.plain), unit },
      1.5,
    ),
    atMost(
      {
        step: `import of ${rows} rows with two tags each`,
        figure: took("tagged"),
        limit: median(raw.tagged),
        unit,
      },
      1.5,
    ),
    atLeast(
      {
        step: "import against a row-wise upsert, 10,000 a commit",
        figure: rows / took("plain"),
        limit: median(rowWise),
        unit: "rows/s",
      },
      10,
    ),
    atMost(
      {
        step: "memory of the worker above idle",
        figure: megabytes,
        limit: memoryMost,
        unit: "MiB",
      },
      1,
    ),
  ];
  return { figures, facts: { runs: { ours, raw, rowWise } } };
}
