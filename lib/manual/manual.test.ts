import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { manualShots } from "@/e2e/manual-shots";
import { loadManual } from "./queries";
import { helpHref, helpPages, type ManualPage, manualHref, parseManualPage } from "./rules";

const locales = ["ja", "en"] as const;
const manual = {} as Record<(typeof locales)[number], ManualPage[]>;
beforeAll(async () => {
  for (const locale of locales) manual[locale] = (await loadManual(locale)).pages;
});

/** What recipients and visitors see, not customers at work. */
const otherPages = [
  "/",
  "/privacy",
  "/responsibility",
  "/security",
  "/terms",
  "/unsubscribe/[token]",
];
const isDocumentVersion = (page: string) => page.endsWith("/[version]");

/** Addresses of the pages below app/, as patterns. */
function pagesIn(...groups: string[]): string[] {
  return groups.flatMap((group) =>
    readdirSync(path.join("app", group), { recursive: true, encoding: "utf8" })
      .filter((file) => path.basename(file) === "page.tsx")
      .map((file) => `/${path.dirname(file)}`.replace(/^\/\.$/, "/")),
  );
}

/** Addresses of links or images in a section, with the page they are on. */
function targets(pages: ManualPage[], kind: "link" | "image") {
  const pattern = kind === "link" ? /(?<!!)\[[^\]]*\]\(([^)]+)\)/g : /!\[([^\]]*)\]\(([^)]+)\)/g;
  return pages.flatMap(({ slug, sections }) =>
    sections.flatMap(({ body }) =>
      [...body.matchAll(pattern)].map((match) => ({
        slug,
        target: (kind === "link" ? match[1] : match[2]) ?? "",
        alt: match[1] ?? "",
      })),
    ),
  );
}

const anchorsOf = (pages: ManualPage[]) =>
  new Set(
    pages.flatMap(({ slug, sections }) => [
      slug,
      ...sections.map(({ anchor }) => `${slug}#${anchor}`),
    ]),
  );

describe("the manual", () => {
  it("W12: every screen of the customer has its page of the manual, and no other", () => {
    const screens = pagesIn("(tenant)", "(signup)", "(public)").filter(
      (page) => !otherPages.includes(page) && !isDocumentVersion(page),
    );
    const mapped = helpPages.map(([pattern]) => pattern);
    expect(screens.length).toBeGreaterThan(30);
    expect(screens.filter((screen) => !mapped.includes(screen))).toEqual([]);
    expect(mapped.filter((pattern) => !screens.includes(pattern))).toEqual([]);
  });

  it("W12: the help of a screen leads to a page and heading that exist", () => {
    for (const locale of locales) {
      const known = anchorsOf(manual[locale]);
      expect(helpPages.filter(([, page]) => !known.has(page))).toEqual([]);
    }
    expect(helpHref("/deliveries/0f/edit")).toBe("/manual/compose");
    expect(helpHref("/deliveries/new")).toBe("/manual/compose");
    expect(helpHref("/imports/0f")).toBe("/manual/imports#mapping");
    expect(helpHref("/elsewhere")).toBe("/manual");
  });

  it("W12: both languages have the same pages with the same headings", () => {
    const outline = (pages: ManualPage[]) =>
      pages.map(({ slug, part, order, sections }) => ({
        slug,
        part,
        order,
        headings: sections.map(({ level, anchor }) => `${level} ${anchor}`),
        tables: sections.map(
          ({ body }) => body.split("\n").filter((line) => line.startsWith("|")).length,
        ),
      }));
    expect(manual.ja.length).toBeGreaterThan(25);
    expect(outline(manual.en)).toEqual(outline(manual.ja));
    for (const { slug, sections } of manual.ja)
      for (const { body, anchor } of sections) expect(body, `${slug}#${anchor}`).not.toBe("");
  });

  it.each(locales)("W12: no anchor is given twice on a page: %s", (locale) => {
    for (const { slug, sections } of manual[locale]) {
      const anchors = sections.map(({ anchor }) => anchor);
      expect(new Set(anchors).size, slug).toBe(anchors.length);
    }
  });

  it.each(locales)("W12: every link leads to a page and heading that exist: %s", (locale) => {
    const known = anchorsOf(manual[locale]);
    const screens = pagesIn("(tenant)", "(signup)", "(public)");
    const links = targets(manual[locale], "link");
    const isBroken = ({ slug, target }: (typeof links)[number]) => {
      if (target.startsWith("#")) return !known.has(`${slug}${target}`);
      if (target.startsWith("/")) return !screens.includes(target);
      return !known.has(target);
    };
    expect(links.length).toBeGreaterThan(40);
    expect(links.filter(isBroken)).toEqual([]);
  });
});

const imageFolder = (locale: string) => path.join("content", "manual", "images", locale);
const pictureBytesMost = 100_000;
const allPicturesBytesMost = 4_000_000;

describe("the manual's pictures", () => {
  it.each(locales)("W12: each is there, small, described and shown: %s", (locale) => {
    const shown = targets(manual[locale], "image");
    const files = readdirSync(imageFolder(locale));
    expect(shown.map(({ target }) => target).sort()).toEqual(files.sort());
    expect(files).toEqual(
      Object.keys(manualShots)
        .map((name) => `${name}.webp`)
        .sort(),
    );
    expect(shown.filter(({ alt }) => alt === "")).toEqual([]);
    for (const file of files)
      expect(statSync(path.join(imageFolder(locale), file)).size, file).toBeLessThan(
        pictureBytesMost,
      );
  });

  it("W12: are no burden together", () => {
    const sizes = locales.flatMap((locale) =>
      readdirSync(imageFolder(locale)).map(
        (file) => statSync(path.join(imageFolder(locale), file)).size,
      ),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(allPicturesBytesMost);
  });
});

describe("parseManualPage", () => {
  const front = "---\ntitle: A: b\npart: start\norder: 5\n---\n";

  it("reads the front matter and cuts the text at its headings", () => {
    const page = parseManualPage(
      "a",
      `${front}Hello\n\n## One {#one}\n\ntext\n\n### Two {#two}\nx\n`,
    );
    expect(page).toMatchObject({ slug: "a", title: "A: b", part: "start", order: 5 });
    expect(page.sections).toEqual([
      { level: 1, title: "A: b", anchor: "", body: "Hello" },
      { level: 2, title: "One", anchor: "one", body: "text" },
      { level: 3, title: "Two", anchor: "two", body: "x" },
    ]);
  });

  it("refuses a heading without an anchor and a page without a part", () => {
    expect(() => parseManualPage("a", `${front}## One\n`)).toThrow(/no anchor/);
    expect(() => parseManualPage("a", "---\ntitle: A\n---\n")).toThrow(/lacks/);
  });

  it("leaves addresses that are not the manual's own", () => {
    expect(
      ["tags", "tags#merge", "#merge", "/terms", "https://example.jp"].map(manualHref),
    ).toEqual(["/manual/tags", "/manual/tags#merge", "#merge", "/terms", "https://example.jp"]);
  });
});
