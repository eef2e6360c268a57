import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { recordAcceptance } from "./mutations";
import { getDocument, listOwnAcceptances } from "./queries";
import {
  agreements,
  differences,
  documentNames,
  documentsToRead,
  documentVersions,
  parseDocument,
  parseVersion,
  type TextBlock,
  termsVersion,
} from "./rules";

describe("documents", () => {
  for (const name of documentNames) {
    for (const locale of ["ja", "en"]) {
      it(`W32: every version of ${name} can be read in ${locale}, with what it changed`, async () => {
        for (const version of documentVersions[name]) {
          const document = await getDocument(name, locale, version);
          expect(document.blocks[0]?.kind).toBe("title");
          expect(document.blocks.filter(({ kind }) => kind === "heading").length).toBeGreaterThan(
            2,
          );
          expect(document.changes.length).toBeGreaterThan(3);
          expect(document.differences.length > 0).toBe(document.previous !== null);
        }
        expect((await getDocument(name, locale)).version).toBe(documentVersions[name][0]);
      });
    }
  }

  it("W32: versions are kept: each published one is listed, newest first", () => {
    for (const name of documentNames) {
      const files = readdirSync(`content/terms/${name}`).sort();
      const listed = documentVersions[name].flatMap((id) => [`${id}.en.md`, `${id}.ja.md`]);
      expect(files).toEqual(listed.sort());
      expect([...documentVersions[name]].sort().reverse()).toEqual(documentVersions[name]);
    }
  });

  it("W32: a new version of the terms or the privacy policy needs a new agreement", () => {
    const [newest] = agreements;
    expect(newest.terms).toBe(documentVersions.terms[0]);
    expect(newest.privacy).toBe(documentVersions.privacy[0]);
    expect(termsVersion).toBe(newest.version);
    for (const { terms, privacy } of agreements) {
      expect(documentVersions.terms).toContain(terms);
      expect(documentVersions.privacy).toContain(privacy);
    }
    expect(documentsToRead(newest.version)).toEqual([]);
    expect(documentsToRead("2026-11-01")).toEqual(["terms", "privacy"]);
    expect(documentsToRead(null)).toEqual(["terms", "privacy"]);
  });

  it("W32: a version that was never published is not found", async () => {
    await expect(getDocument("terms", "ja", "2020-01-01")).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(getDocument("terms", "ja", "../privacy")).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("W32: a person sees what they agreed to and when", async () => {
    const { ctx, userId } = await createTestTenant();
    const acceptedAt = new Date("2026-11-02T00:00:00Z");
    await transaction(ctx, async (_, inner) => {
      const given = { userId, ip: null };
      await recordAcceptance(inner, { ...given, version: "2026-11-01", acceptedAt });
      await recordAcceptance(inner, { ...given, version: termsVersion, acceptedAt: new Date() });
    });
    const own = await listOwnAcceptances(ctx);
    expect(own.map(({ version }) => version)).toEqual([termsVersion, "2026-11-01"]);
    expect(own[1]?.acceptedAt).toEqual(acceptedAt);
    const other = await createTestTenant();
    expect(await listOwnAcceptances(other.ctx)).toEqual([]);
  });

  it("W32: markup in a document stays text", () => {
    expect(parseDocument("# A\n\n<b>x</b>\n\n- one\n- two")).toEqual([
      { kind: "title", text: "A" },
      { kind: "paragraph", text: "<b>x</b>" },
      { kind: "list", isOrdered: false, items: ["one", "two"] },
    ]);
    expect(() => parseVersion("# A\n")).toThrow(/changes/);
  });
});

describe("differences", () => {
  const blocks = (lines: string[]): TextBlock[] =>
    lines.map((text) => ({ kind: "paragraph", text }));

  it("names what came and what went, in reading order", () => {
    expect(differences(blocks(["a", "b", "c"]), blocks(["a", "x", "c", "d"]))).toEqual([
      { kind: "removed", text: "b" },
      { kind: "added", text: "x" },
      { kind: "added", text: "d" },
    ]);
  });

  it("accounts for every line of both versions", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const found = differences(blocks(before), blocks(after));
        const added = found.filter(({ kind }) => kind === "added").map(({ text }) => text);
        const removed = found.filter(({ kind }) => kind === "removed").map(({ text }) => text);
        expect([...before, ...added].sort()).toEqual([...after, ...removed].sort());
        if (before.join() === after.join()) expect(found).toEqual([]);
      }),
    );
  });
});
