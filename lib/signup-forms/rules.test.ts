import { describe, expect, it } from "vitest";
import { embedSnippet, parseSite } from "./rules";
import { createSignupFormSchema } from "./schema";

describe("parseSite", () => {
  it.each([
    ["https://www.example.jp", "https://www.example.jp"],
    [" www.example.jp/shop?x=1 ", "https://www.example.jp"],
    ["HTTPS://Example.JP:8443/", "https://example.jp:8443"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["https://例え.jp", "https://xn--r8jz45g.jp"],
  ])("takes %s for %s", (text, origin) => {
    expect(parseSite(text)).toBe(origin);
  });

  it.each([
    "",
    "*",
    "https://*.example.jp",
    "javascript:alert(1)",
    "data://x",
    "https://a b",
    "https://user@example.jp",
    "x; script-src *",
    "'self'",
  ])("refuses %s", (text) => {
    expect(parseSite(text)).toBeNull();
  });
});

it("writes a snippet that no title breaks out of", () => {
  const form = { id: "11111111-2222-4333-8444-555555555555", title: '"><b>&', questions: 2 };
  expect(embedSnippet(form, "https://ecai.example")).toBe(
    '<iframe src="https://ecai.example/f/11111111-2222-4333-8444-555555555555/embed" title="&quot;>&lt;b>&amp;" width="100%" height="728" style="border:0" loading="lazy"></iframe>',
  );
});

describe("createSignupFormSchema", () => {
  const form = {
    name: "メルマガ",
    title: "メルマガ登録",
    introduction: "",
    nameField: "none",
    attributeModes: {},
    choiceTagIds: [],
    hiddenTagIds: [],
    consentWording: "同意します",
    completionMessage: "",
    locale: "ja",
    isActive: true,
    allowedSites: "",
  };

  it("reads one website a line, each once", () => {
    const allowedSites = "a.example.jp\n\n https://a.example.jp/x \nhttp://b.example.jp";
    expect(createSignupFormSchema.parse({ ...form, allowedSites }).allowedSites).toEqual([
      "https://a.example.jp",
      "http://b.example.jp",
    ]);
  });

  it.each([
    ["allowedSites", "ok.example.jp\nnot a site"],
    ["allowedSites", Array.from({ length: 21 }, (_, n) => `s${n}.example.jp`).join("\n")],
    ["consentWording", " "],
    ["title", "a\u0007"],
    ["locale", "fr"],
  ])("refuses %s", (field, value) => {
    const parsed = createSignupFormSchema.safeParse({ ...form, [field]: value });
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
