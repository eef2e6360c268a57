import { and, asc, eq } from "drizzle-orm";
import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { addresses, addressTags, tags } from "@/db/schema/addresses";
import { createTestTenant } from "@/db/testing";
import { hostileCell, hostileFile } from "@/db/testing-hostile";
import { importText, runQueued, startText } from "@/db/testing-imports";
import { readTransaction } from "@/db/transaction";
import { lostCharacterModes } from "@/db/values";
import { normalizeEmail } from "@/lib/addresses/rules";
import type { TenantContext } from "@/lib/auth/context";
import { readCsv } from "@/lib/csv/rules";
import { createDecoder, EncodingScan, replacement } from "@/lib/encodings/rules";
import { AppError } from "@/lib/errors";
import { type ImportDetails, listImportErrors } from "@/lib/imports/queries";

const filesOfCorpus = 200;

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

/** Characters of the file that its encoding does not give, counted apart from the import. */
function countLost(bytes: Uint8Array, { encoding }: Pick<ImportDetails, "encoding">) {
  const decoder = createDecoder(encoding);
  return (decoder.write(bytes) + decoder.end()).split(replacement).length - 1;
}

const columns = ["email", "name", "tags"];
const gaiji = Buffer.from([0xf9, 0xfc]);
const mode = fc.constantFrom(...lostCharacterModes);

describe("hostile files", () => {
  it("each of 200 is refused with a reason or imported with every row accounted for", async () => {
    const { ctx } = await createTestTenant();
    const corpus = fc.sample(hostileFile, { numRuns: filesOfCorpus, seed: 20261126 });
    const ends = { refused: 0, finished: 0, lossy: 0 };
    for (const [at, { bytes }] of corpus.entries()) {
      const lostCharacters = at % 2 === 0 ? "refuse" : "replace";
      const settings = { columns, lostCharacters } as const;
      const done = await importText(ctx, bytes, settings).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "invalid") return error;
        throw error;
      });
      if (done instanceof AppError) {
        const said = [done.messageKey, ...Object.values(done.details.fieldErrors ?? {})];
        expect(said.join(" ")).toMatch(/imports\.(refusals|errors)\.\w+/);
        ends.refused += 1;
        continue;
      }
      ends.finished += 1;
      const { state, rowsDone, inserted, updated, unchanged, rejected, check, ...read } = done;
      expect(state).toBe("finished");
      expect(inserted + updated + unchanged + rejected).toBe(rowsDone);
      expect(check?.rows).toBe(rowsDone);
      expect([check?.inserted, check?.updated]).toEqual([inserted, updated]);
      const lost = countLost(bytes, read);
      expect(read.losses[read.encoding]?.count).toBe(lost);
      expect(read.lostCharacters).toBe(lostCharacters);
      if (lost > 0) ends.lossy += 1;
    }
    expect(ends.refused + ends.finished).toBe(filesOfCorpus);
    expect(ends.finished).toBeGreaterThan(filesOfCorpus / 4);
    expect(ends.refused).toBeGreaterThan(filesOfCorpus / 10);
    expect(ends.lossy).toBeGreaterThan(filesOfCorpus / 20);
    const { rows, links } = await bookOf(ctx);
    for (const { email } of rows) expect(normalizeEmail(email)?.email).toBe(email);
    expect(JSON.stringify([rows, links])).not.toContain("\uFFFD");
  }, 240_000);

  it("W8: leave out rows with a company's own characters, or take them with 〓, each as it was foreseen", async () => {
    const text =
      "email,name,tag\na@example.jp,髙＊橋,会＊員\nb＊@example.jp,﨑,\nc@example.jp,①,\n";
    // Bytes of the private area in the place of each mark.
    const parts = text.split("＊").map((part) => iconv.encode(part, "cp932"));
    const bytes = Buffer.concat(parts.flatMap((part, at) => (at ? [gaiji, part] : [part])));
    const outcomes = [];
    for (const lostCharacters of lostCharacterModes) {
      const { ctx } = await createTestTenant();
      const done = await importText(ctx, bytes, { columns, lostCharacters });
      const { inserted, rejected, check } = done;
      expect(check?.inserted).toBe(inserted);
      const errors = await listImportErrors(ctx, done.id);
      const { rows, links } = await bookOf(ctx);
      outcomes.push({
        rejected,
        reasons: errors.map(({ reason }) => reason),
        names: rows.map(({ name }) => name),
        tags: links.map(({ tag }) => tag),
      });
    }
    expect(outcomes).toEqual([
      { rejected: 2, reasons: ["undecodable", "undecodable"], names: ["①"], tags: [] },
      { rejected: 1, reasons: ["email_invalid"], names: ["髙〓橋", "①"], tags: ["会〓員"] },
    ]);
  });

  it("read alike whatever pieces they come in, in every encoding that is tried", async () => {
    await fc.assert(
      fc.asyncProperty(
        hostileFile,
        fc.integer({ min: 1, max: 64 }),
        mode,
        async (hostile, size, lostCharacters) => {
          const { bytes } = hostile;
          const scan = new EncodingScan();
          scan.write(bytes);
          const { encoding } = scan.end();
          const read = async (pieceSize: number) => {
            async function* pieces() {
              for (let at = 0; at < bytes.length; at += pieceSize)
                yield bytes.subarray(at, at + pieceSize);
            }
            const records = [];
            const reading = { encoding, delimiter: hostile.delimiter, lostCharacters };
            for await (const batch of readCsv(pieces(), reading)) records.push(...batch.records);
            return records;
          };
          expect(await read(size)).toEqual(await read(bytes.length || 1));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("W25: a worker killed 50 times leaves exactly the rows of an undisturbed import", async () => {
    const first = Array.from({ length: 60 }, (_, at) => `p${at}@example.jp,前${at},t${at % 4}`);
    const rows = Array.from({ length: 520 }, (_, at) =>
      at % 11 === 0 ? `broken${at},x,` : `p${at % 430}@example.jp,名前${at},t${at % 7};u${at % 3}`,
    );
    const text = (lines: string[]) => `email,name,tag\n${lines.join("\n")}\n`;
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
    hostileCell,
    fc.tuple(hostileCell, hostileCell).map(([local, domain]) => `${local}@${domain}`),
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
