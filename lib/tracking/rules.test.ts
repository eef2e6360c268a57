import { describe, expect, it } from "vitest";
import type { FrozenDelivery } from "@/db/schema/deliveries";
import { composeMessage } from "@/lib/sending/compose";
import {
  findLinks,
  isAutomaticOpen,
  readMailToken,
  signMailToken,
  trackLinks,
  withCampaign,
  withCampaignInText,
} from "./rules";

const recipient = {
  tenantId: "3f0c2f0e-6a7a-4a3f-9a43-000000000001",
  deliveryId: "3f0c2f0e-6a7a-4a3f-9a43-000000000002",
  batchNo: 70_000,
  addressId: "3f0c2f0e-6a7a-4a3f-9a43-000000000003",
};

describe("a token in a mail", () => {
  const token = signMailToken("mail-track", recipient);

  it("names its recipient, is short and is always the same", () => {
    expect(readMailToken("mail-track", token)).toEqual(recipient);
    expect(token).toMatch(/^[\w-]{91}$/);
    expect(signMailToken("mail-track", recipient)).toBe(token);
  });

  it("W14: is nothing when altered or used for another purpose", () => {
    expect(readMailToken("mail-web", token)).toBeNull();
    for (const at of [0, 40, 69, 80])
      expect(
        readMailToken(
          "mail-track",
          `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`,
        ),
      ).toBeNull();
    for (const odd of ["", "A", token.slice(0, 50), `${token}AAAA`, "…"])
      expect(readMailToken("mail-track", odd)).toBeNull();
  });
});

describe("the links of a content", () => {
  const html = [
    '<a href="https://a.example/x?p=1&amp;q=2">1</a>',
    "<A class='b' HREF='http://b.example'>2</A>",
    '<a href="https://a.example/x?p=1&amp;q=2">again</a>',
    '<a href="https://a.example/?id={{会員番号|0}}">own</a>',
    '<a href="https://{{host}}/x">elsewhere</a><a href="{{url}}">elsewhere</a>',
    '<a href="mailto:a@b.jp">m</a><a href="#top">t</a><a href="javascript:x">j</a><a name="x">n</a>',
    '<a href="https://user@a.example/">u</a>',
  ].join("\n");

  it("are those with a host that is written out, each once", () => {
    expect(findLinks(html)).toEqual([
      "https://a.example/x?p=1&q=2",
      "http://b.example",
      "https://a.example/?id={{会員番号|0}}",
    ]);
  });

  it("are led through the service; all others stay as they are", () => {
    const tracked = trackLinks(html, (no) => `https://s.example/${no}`);
    expect(tracked.match(/https:\/\/s\.example\/\d/g)).toEqual(
      [1, 2, 1, 3].map((no) => `https://s.example/${no}`),
    );
    for (const rest of ["https://{{host}}/x", "{{url}}", "mailto:a@b.jp", "#top", "user@a.example"])
      expect(tracked).toContain(`"${rest.replace("user", "https://user")}`);
  });

  it("carry a campaign before their fragment, unless they name one", () => {
    const campaign = "utm_source=newsletter&amp;utm_medium=email&amp;utm_campaign=%E6%98%A5";
    expect(withCampaign('<a href="https://a.jp/p#x">a</a>', "春")).toBe(
      `<a href="https://a.jp/p?${campaign}#x">a</a>`,
    );
    expect(withCampaign('<a href="https://a.jp/?b=1">a</a>', "春")).toContain(
      `?b=1&amp;${campaign}`,
    );
    const own = '<a href="https://a.jp/?utm_campaign=own">a</a>';
    expect(withCampaign(own, "春")).toBe(own);
    expect(withCampaign(html, "")).toBe(html);
  });

  it("W14: carry it in a plain text too, where a sentence goes on behind them", () => {
    const query = "utm_source=newsletter&utm_medium=email&utm_campaign=spring";
    const text = (from: string) => withCampaignInText(from, "spring");
    expect(text("詳しくはhttps://a.jp/pをご覧ください。")).toBe(
      `詳しくはhttps://a.jp/p?${query}をご覧ください。`,
    );
    expect(text("(see http://a.jp/?b=1#x).")).toBe(`(see http://a.jp/?b=1&${query}#x).`);
    expect(text("https://a.jp/?id={{会員番号|0}} ほか")).toBe(
      `https://a.jp/?id={{会員番号|0}}&${query} ほか`,
    );
    for (const same of ["https://a.jp/?utm_source=x", "https://{{host}}/x", "https://", "a@b.jp"])
      expect(text(same)).toBe(same);
    expect(withCampaignInText("https://a.jp", "")).toBe("https://a.jp");
    for (const part of ["https://", "https://a.", "https://{{"])
      expect(text(`${part.repeat(50_000)}${".".repeat(50_000)}x`)).toMatch(/x/);
  });

  it("are found in no more time than the text is long", () => {
    for (const part of ["<a ", "<a href=", '<a href="', "<a\thref ", "<a href='https://"]) {
      expect(findLinks(part.repeat(50_000))).toEqual([]);
    }
  });
});

describe("a message", () => {
  const frozen: FrozenDelivery = {
    from: { name: "商店", email: "news@example.jp" },
    replyTo: null,
    subject: "track",
    html: '<html><body class="web"><p>{{名前}}track{{名前}}</p><a href="https://a.example/?id={{番号}}">見る</a></body></html>',
    text: "",
    footer: { legalName: "商店", postalAddress: "東京", complaintContact: "a@example.jp" },
  };
  const person = { ...recipient, email: "a@example.jp", merge: { 名前: "<甲>", 番号: "7" } };
  const compose = (more: Partial<FrozenDelivery>) =>
    composeMessage({ ...frozen, ...more }, person, { baseUrl: "https://mail.example.jp" });

  it("W14: that is tracked leads through signed links, says so and keeps what is written", () => {
    const { html = "", text } = compose({ tracks: true, hasWebVersion: true });
    const token = signMailToken("mail-track", recipient);
    expect(html).toContain(`<a href="https://mail.example.jp/m/c/${token}/1">見る</a>`);
    expect(html).toContain(`<img src="https://mail.example.jp/m/o/${token}"`);
    expect(html).toContain("&lt;甲&gt;track&lt;甲&gt;");
    expect(html).not.toContain("\0");
    const web = `https://mail.example.jp/m/w/${signMailToken("mail-web", recipient)}`;
    expect(html.indexOf(web)).toBeGreaterThan(html.indexOf('<body class="web">'));
    expect(html.indexOf(web)).toBeLessThan(html.indexOf("<p>"));
    expect(text).toContain(web);
    expect(text).toContain("https://a.example/?id=7");
    for (const part of [html, text]) expect(part).toContain("開封とリンクのクリックを記録");
  });

  it("W14: that is not tracked holds no link of the service's but for unsubscribing", () => {
    const { html = "", text } = compose({});
    expect(html).toContain('<a href="https://a.example/?id=7">見る</a>');
    for (const part of [html, text]) {
      expect(part).not.toContain("/m/");
      expect(part).not.toContain("記録しています");
    }
  });
});

describe("isAutomaticOpen", () => {
  const person = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
  const gmail =
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
  it.each([
    ["Apple's proxies, whenever they come", "Mozilla/5.0", 86_400, true],
    ["a program that says nothing of itself", null, 600, true],
    ["a program with an empty name", " ", null, true],
    ["anything right after the mail was taken", person, 1, true],
    ["Gmail's proxy right after the mail was taken", gmail, 4.9, true],
    ["Gmail's proxy when the reader opens", gmail, 60, false],
    ["a reader", person, 5, false],
    ["a reader of a mail whose moment is not known", person, null, false],
  ])("W14: judges %s", (_, userAgent, seconds, isAutomatic) => {
    expect(isAutomaticOpen(userAgent, seconds)).toBe(isAutomatic);
  });
});
