import { and, asc, eq } from "drizzle-orm";
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { createTestTenant } from "@/db/testing";
import { importText, runQueued, startText } from "@/db/testing-imports";
import { readTransaction } from "@/db/transaction";
import { normalizeEmail } from "@/lib/addresses/rules";
import type { TenantContext } from "@/lib/auth/context";
import { readCsv } from "@/lib/csv/rules";
import { EncodingScan } from "@/lib/encodings/rules";
import { AppError } from "@/lib/errors";
import { listImportErrors } from "@/lib/imports/queries";

const filesOfCorpus = 200;

/** What has broken readers of lists before, to be put together at random. */
const nasty = [
  '"',
  '""',
  '"a\r\nb"',
  "\r",
  "\r\r\n",
  "\0",
  "\uFEFF",
  "\uFFFD",
  "\u2028",
  "\u202E",
  "=cmd|' /C calc'!A0",
  "'; drop table addresses; --",
  "<script>alert(1)</script>",
  "{{名前}}",
  "__proto__",
  "constructor",
  "\\N",
  "\\.",
  "\t",
  ";",
  ",".repeat(300),
  "あ".repeat(10_001),
  "𠮷野家",
  "e\u0301".repeat(50),
  "👨‍👩‍👧‍👦",
  "\uD800",
  "a@example.jp",
  "A@EXAMPLE.JP",
  "ａ＠ｅｘａｍｐｌｅ．ｊｐ",
  "..a..@docomo.ne.jp",
  '"a b"@example.jp',
  "a@日本語.jp",
  "a@-.jp",
  "@",
  "a@b@c.jp",
  `${"x".repeat(65)}@example.jp`,
  "null",
  "NaN",
  "1e309",
  "",
] as const;

const cell = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer({ min: 0, max: 30 }).map((number) => `p${number}@example.jp`),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 30,
});
const encodings = ["utf8", "cp932", "utf16le", "raw"] as const;
const file = fc.record({
  rows: table,
  end: fc.constantFrom("\n", "\r\n", "\r"),
  delimiter: fc.constantFrom(",", "\t"),
  encoding: fc.constantFrom(...encodings),
  noise: fc.uint8Array({ maxLength: 12 }),
});
type HostileFile = {
  rows: string[][];
  end: string;
  delimiter: string;
  encoding: (typeof encodings)[number];
  noise: Uint8Array;
};

function bytesOf({ rows, end, delimiter, encoding, noise }: HostileFile): Buffer {
  const text = [["email", "name", "tag"], ...rows].map((row) => row.join(delimiter)).join(end);
  if (encoding === "utf16le")
    return Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, "utf16le")]);
  if (encoding === "raw") return Buffer.concat([Buffer.from(text), noise]);
  return iconv.encode(text, encoding);
}

async function bookOf(ctx: TenantContext) {
  return readTransaction(ctx, async (tx) => {
    const rows = await tx
      .select({ email: addresses.email, name: addresses.name, attributes: addresses.attributes })
      .from(addresses)
      .where(eq(addresses.tenantId, ctx.tenantId))
      .orderBy(asc(addresses.email));
    const links = await tx
      .select({ email: addresses.email, tag: tags.name })
      .from(addressTags)
      .innerJoin(tags, and(eq(tags.tenantId, addressTags.tenantId), eq(tags.id, addressTags.tagId)))
      .innerJoin(
        addresses,
        and(eq(addresses.tenantId, addressTags.tenantId), eq(addresses.id, addressTags.addressId)),
      )
      .where(eq(addressTags.tenantId, ctx.tenantId))
      .orderBy(asc(addresses.email), asc(tags.name));
    return { rows, links };
  });
}

describe("hostile files", () => {
  it("each of 200 is refused with a reason or imported with every row accounted for", async () => {
    const { ctx } = await createTestTenant();
    const corpus = fc.sample(file, { numRuns: filesOfCorpus, seed: 20261126 });
    const ends = { refused: 0, finished: 0 };
    for (const hostile of corpus) {
      const bytes = bytesOf(hostile);
      const columns = ["email", "name", "tags"];
      const done = await importText(ctx, bytes, { columns }).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "invalid") return null;
        throw error;
      });
      if (!done) {
        ends.refused += 1;
        continue;
      }
      ends.finished += 1;
      const { state, rowsDone, inserted, updated, unchanged, rejected, check } = done;
      expect(state).toBe("finished");
      expect(inserted + updated + unchanged + rejected).toBe(rowsDone);
      expect(check?.rows).toBe(rowsDone);
      expect([check?.inserted, check?.updated]).toEqual([inserted, updated]);
    }
    expect(ends.refused + ends.finished).toBe(filesOfCorpus);
    expect(ends.finished).toBeGreaterThan(filesOfCorpus / 4);
    for (const { email } of (await bookOf(ctx)).rows)
      expect(normalizeEmail(email)?.email).toBe(email);
  }, 240_000);

  it("read alike whatever pieces they come in, in every encoding that is tried", async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 64 }), async (hostile, size) => {
        const bytes = bytesOf(hostile);
        const scan = new EncodingScan();
        scan.write(bytes);
        const { encoding } = scan.end();
        const read = async (pieceSize: number) => {
          async function* pieces() {
            for (let at = 0; at < bytes.length; at += pieceSize)
              yield bytes.subarray(at, at + pieceSize);
          }
          const records = [];
          for await (const batch of readCsv(pieces(), encoding, hostile.delimiter))
            records.push(...batch.records);
          return records;
        };
        expect(await read(size)).toEqual(await read(bytes.length || 1));
      }),
      { numRuns: 100 },
    );
  });

  it("W25: a worker killed 50 times leaves exactly the rows of an undisturbed import", async () => {
    const first = Array.from({ length: 60 }, (_, at) => `p${at}@example.jp,前${at},t${at % 4}`);
    const rows = Array.from({ length: 520 }, (_, at) =>
      at % 11 === 0 ? `broken${at},x,` : `p${at % 430}@example.jp,名前${at},t${at % 7};u${at % 3}`,
    );
    const text = (lines: string[]) => `email,name,tag\n${lines.join("\n")}\n`;
    const columns = ["email", "name", "tags"];
    const settings = { columns, tagMode: "replace" as const };
    const [calm, killed] = [await createTestTenant(), await createTestTenant()];
    const ids = [];
    for (const { ctx } of [calm, killed]) {
      await importText(ctx, text(first), { columns });
      ids.push(await startText(ctx, text(rows), settings));
    }
    const [calmId = "", killedId = ""] = ids;
    const expected = await runQueued(calm.ctx, calmId, { partRows: 10 });
    expect(expected).toBeUndefined();
    let kills = 0;
    while (kills < 50) {
      const onPart = () => {
        throw new Error("killed");
      };
      await expect(runQueued(killed.ctx, killedId, { partRows: 10, onPart })).rejects.toThrow(
        "killed",
      );
      kills += 1;
    }
    await runQueued(killed.ctx, killedId, { partRows: 10 });
    expect(await bookOf(killed.ctx)).toEqual(await bookOf(calm.ctx));
    expect(await listImportErrors(killed.ctx, killedId, 0, 1_000)).toEqual(
      await listImportErrors(calm.ctx, calmId, 0, 1_000),
    );
  }, 240_000);
});

describe("normalizeEmail", () => {
  const text = fc.oneof(
    cell,
    fc.tuple(cell, cell).map(([local, domain]) => `${local}@${domain}`),
    fc.emailAddress(),
  );

  it("gives a spelling that is its own", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const found = normalizeEmail(typed);
        if (!found) return;
        expect(normalizeEmail(found.email)).toEqual(found);
        expect(found.email).toBe(found.email.normalize("NFKC").toLowerCase());
        expect(found.email).toMatch(/^[!-~]+@[a-z0-9.-]+$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes wide letters for narrow ones", () => {
    const wide = (narrow: string) =>
      narrow.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{1,20}@[a-z]{1,10}\.jp$/), (narrow) => {
        expect(normalizeEmail(wide(narrow))).toEqual(normalizeEmail(narrow));
      }),
    );
  });
});
