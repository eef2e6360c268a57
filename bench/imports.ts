import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import postgres from "postgres";
import { importChunks, imports } from "@/db/schema/imports";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { runCheck } from "@/lib/import-checks/mutations";
import { runImport } from "@/lib/importing/mutations";
import { getImport } from "@/lib/imports/queries";
import { fileOf, type Kind, seconds, tagNames } from "./import-file";
import { atLeast, atMost, median, type Row } from "./report";
import { measureRowWise, rowsMeasured } from "./row-wise";

const runs = 3;
const memoryMost = 300;

type Measured = { seconds: number; megabytes: number };
type Round = { ours: Measured; raw: number; rowWise: number };

/** A file that has been checked and waits for the worker, as the wizard and the API leave it. */
async function queueFile({ tenantId, ctx }: TestTenant, rows: number, kind: Kind) {
  const importId = randomUUID();
  await transaction(ctx, async (tx) => {
    await tx.insert(imports).values({
      tenantId,
      id: importId,
      fileName: "bench.csv",
      fileBytes: 0,
      encoding: "utf-8",
      state: "checking",
      startsWhenChecked: true,
      headers: ["メールアドレス", "名前", "住所", "タグ"].slice(0, kind === "tagged" ? 4 : 3),
      columns: [
        { target: "email" },
        { target: "name" },
        { target: "attribute", key: "住所", isNew: true },
        ...(kind === "tagged" ? [{ target: "tags" as const }] : []),
      ],
    });
    let chunkNo = 0;
    for (const data of fileOf(rows, kind)) {
      await tx.insert(importChunks).values({ tenantId, importId, chunkNo, data });
      chunkNo += 1;
    }
  });
  await runCheck(ctx, { importId });
  return importId;
}

/** The import as the worker runs it, with the highest memory of check and import above that of the idle process. */
async function measureImport(
  sql: postgres.Sql,
  tenant: TestTenant,
  rows: number,
  kind: Kind,
): Promise<Measured> {
  await sql`insert into tenant_limits (tenant_id, addresses) values (${tenant.tenantId}, ${10 * rows})`;
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let most = idle;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const importId = await queueFile(tenant, rows, kind);
  const took = await seconds(() => runImport(tenant.ctx, { importId }));
  clearInterval(timer);
  const done = await getImport(tenant.ctx, importId);
  if (done.inserted !== rows) throw new Error(`${done.inserted} of ${rows} rows imported`);
  return { seconds: took, megabytes: (most - idle) / 2 ** 20 };
}

/** COPY of the file and one INSERT … SELECT past row-level security, and as much again for tags. */
async function measureRaw(sql: postgres.Sql, rows: number, kind: Kind): Promise<number> {
  const { tenantId } = await createTestTenant({ name: "計測株式会社" });
  return seconds(() =>
    sql.begin(async (tx) => {
      await tx`create temporary table raw (email text collate "C", name text, place text, tags text) on commit drop`;
      const columns = kind === "tagged" ? "email, name, place, tags" : "email, name, place";
      const target = await tx
        .unsafe(`copy raw (${columns}) from stdin (format csv, header)`)
        .writable();
      await pipeline(Readable.from(fileOf(rows, kind)), target);
      await tx`insert into addresses (tenant_id, email, name, attributes, source)
        select ${tenantId}::uuid, email, name, jsonb_build_object('住所', place), 'import' from raw`;
      if (kind === "plain") return;
      await tx`insert into tags (tenant_id, name) select ${tenantId}::uuid, unnest(${tagNames}::text[])`;
      await tx`insert into address_tags (tenant_id, tag_id, address_id)
        select a.tenant_id, t.id, a.id from raw r
        join addresses a on a.tenant_id = ${tenantId} and a.email = r.email
        cross join unnest(string_to_array(r.tags, ';')) as named (tag)
        join tags t on t.tenant_id = ${tenantId} and t.name = named.tag`;
    }),
  );
}

/** Each measurement starts from an empty table, whatever the one before left. */
async function empty(sql: postgres.Sql): Promise<void> {
  await sql`truncate addresses, tags, imports cascade`;
  await settle(sql);
}

/** Nothing of what was written before is left for the background to do beside the next measurement. */
async function settle(sql: postgres.Sql): Promise<void> {
  await sql`vacuum (analyze) addresses, address_tags, tags`;
  await sql`checkpoint`;
}

/**
 * The row-wise upsert stands for the whole file by six of its commits, in rows a second: the first three, into the empty
 * table, and the three that come after the whole file.
 */
async function measureRound(sql: postgres.Sql, rows: number, kind: Kind): Promise<Round> {
  const tenant = () => createTestTenant({ name: "計測株式会社" });
  await empty(sql);
  const first = await measureRowWise(await tenant(), kind, 0);
  await empty(sql);
  const importing = await tenant();
  const ours = await measureImport(sql, importing, rows, kind);
  await settle(sql);
  const last = await measureRowWise(importing, kind, rows);
  await empty(sql);
  const raw = await measureRaw(sql, rows, kind);
  return { ours, raw, rowWise: (2 * rowsMeasured) / (first + last) };
}

/** The import of each kind of file against its limits, each the median of three rounds in turns. */
export async function measureImports(
  rows: number,
  kinds: readonly Kind[],
): Promise<{ figures: Row[]; facts: object }> {
  const sql = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  const rounds: Record<Kind, Round[]> = { plain: [], tagged: [] };
  try {
    for (let run = 0; run < runs; run += 1)
      for (const kind of kinds) rounds[kind].push(await measureRound(sql, rows, kind));
  } finally {
    await sql.end();
  }
  const megabytes = kinds.flatMap((kind) => rounds[kind].map(({ ours }) => ours.megabytes));
  const figures = [
    ...kinds.flatMap((kind) => rowsOf(rows, kind, rounds[kind])),
    atMost(
      {
        step: "memory of the worker above idle",
        figure: Math.max(...megabytes),
        limit: memoryMost,
        unit: "MiB",
      },
      1,
    ),
  ];
  return { figures, facts: { rounds } };
}

function rowsOf(rows: number, kind: Kind, rounds: readonly Round[]): Row[] {
  const step = `import of ${rows} rows${kind === "tagged" ? " with two tags each" : ""}`;
  const took = median(rounds.map(({ ours }) => ours.seconds));
  const raw = median(rounds.map((round) => round.raw));
  const rowWise = median(rounds.map((round) => round.rowWise));
  return [
    atMost({ step, figure: took, limit: raw, unit: "s" }, 1.5),
    atLeast(
      {
        step: "  against a row-wise upsert, 10,000 a commit",
        figure: rows / took,
        limit: rowWise,
        unit: "rows/s",
      },
      10,
    ),
  ];
}
