import { describe, expect, it } from "vitest";
import type { FrozenDelivery } from "@/db/schema/deliveries";
import { verifyToken } from "@/lib/tokens";
import { composeMessage } from "./compose";
import { htmlToText } from "./html-to-text";
import { namedAddress, wireAddress } from "./wire-address";

const ids = {
  tenantId: "3f0c2f0e-6a7a-4a3f-9a43-000000000001",
  deliveryId: "3f0c2f0e-6a7a-4a3f-9a43-000000000002",
  batchNo: 7,
  addressId: "3f0c2f0e-6a7a-4a3f-9a43-000000000003",
};
const recipient = {
  ...ids,
  email: "taro..y.@docomo.ne.jp",
  merge: { 姓: "山田 <b>", 会社: "A&B" },
};
const frozen: FrozenDelivery = {
  from: { name: '株式会社"例" <x>', email: "news@example.jp" },
  replyTo: "reply@example.jp",
  subject: "{{姓|お客様}} 様へ\r\nBcc: x",
  html: "<html><body><p>{{姓|お客様}} 様 ({{会社}})</p><a href='https://example.jp/'>詳細</a></body></html>",
  text: "",
  footer: {
    legalName: "株式会社 {{例}}",
    postalAddress: "東京都千代田区 1-1",
    complaintContact: "03-0000-0000",
  },
};
const options = { baseUrl: "https://mail.example.jp" };
const message = composeMessage(frozen, recipient, options);

describe("composeMessage", () => {
  it("quotes the local part of an address that breaks RFC 5321", () => {
    expect(message.to).toEqual(['"taro..y."@docomo.ne.jp']);
    expect(wireAddress("a.b+c@example.jp")).toBe("a.b+c@example.jp");
    expect(wireAddress('a"b@example.jp')).toBe('"a\\"b"@example.jp');
    expect(wireAddress('"a..b"@example.jp')).toBe('"a..b"@example.jp');
    expect(namedAddress("名\r\n前", "a@b.jp")).toBe('"名 前" <a@b.jp>');
  });

  it("puts the footer that the law asks for into both parts, before the end of the body", () => {
    const { html = "", text } = message;
    for (const part of [html, text]) {
      expect(part).toContain("株式会社 {{例}}");
      expect(part).toContain("東京都千代田区 1-1");
      expect(part).toContain("03-0000-0000");
      expect(part).toMatch(/https:\/\/mail\.example\.jp\/unsubscribe\/[\w.-]+/);
    }
    expect(html.indexOf("東京都")).toBeLessThan(html.indexOf("</body>"));
    expect(html.match(/<\/body>/g)).toHaveLength(1);
  });

  it("offers one-click unsubscription (RFC 8058) with a token that names the recipient", () => {
    expect(message.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    const link = /^<https:\/\/mail\.example\.jp\/api\/unsubscribe\/([^>]+)>$/.exec(
      message.headers["List-Unsubscribe"] ?? "",
    );
    expect(verifyToken("unsubscribe", link?.[1] ?? "")).toBe(
      `${ids.tenantId}:${ids.deliveryId}:7:${ids.addressId}`,
    );
  });

  it("escapes merged values for where they stand", () => {
    expect(message.html).toContain("<p>山田 &lt;b&gt; 様 (A&amp;B)</p>");
    expect(message.text).toContain("山田 <b> 様 (A&B)");
    expect(message.subject).toBe("山田 <b> 様へ Bcc: x");
    expect(message.from).toBe('"株式会社\\"例\\" <x>" <news@example.jp>');
    expect(message.reply_to).toBe("reply@example.jp");
  });

  it("makes the text part from the HTML only when none was written", () => {
    expect(message.text).toContain("詳細 ( https://example.jp/ )");
    const own = composeMessage({ ...frozen, text: "こんにちは {{姓}}" }, recipient, options);
    expect(own.text.startsWith("こんにちは 山田 <b>\n\n---")).toBe(true);
    expect(
      composeMessage({ ...frozen, html: " ", text: "x" }, recipient, options).html,
    ).toBeUndefined();
  });

  it("is the same for the same recipient: a repeat carries the same payload", () => {
    expect(composeMessage(frozen, recipient, options)).toEqual(message);
    expect(message.tags.map(({ value }) => value)).toEqual([
      ids.tenantId,
      ids.deliveryId,
      "7",
      ids.addressId,
    ]);
    for (const { value } of message.tags) expect(value).toMatch(/^[\w-]+$/);
  });
});

describe("htmlToText", () => {
  it.each([
    ["<p>一</p><p>二<br>三</p>", "一\n\n二\n三"],
    ["<style>a{b:c}</style><h1>題</h1>本文", "題\n\n本文"],
    ["<ul><li>一</li><li>二</li></ul>", "・一\n・二"],
    ['<a href="https://a.jp/">https://a.jp/</a>', "https://a.jp/"],
    ["&lt;b&gt; &amp;amp; &#12354;&#x3042; &nope;", "<b> &amp; ああ &nope;"],
    ["&#123;&#123;x}}", "&#123;&#123;x}}"],
    ["1 < 2 <b>太字</b>", "1 < 2 太字"],
    ['<img src=x alt="ロゴ"><hr>', "ロゴ\n----------------------------------------"],
    ["a<!-- <p>注</p> -->b<script>x</script>c<SCRIPT", "abc<SCRIPT"],
    ['<a href="https://a.jp/"><img alt="店"> <b>詳細</b></a>', "店 詳細 ( https://a.jp/ )"],
    ['<a href="#top">上へ</a><a name="x">印</a>', "上へ印"],
  ])("turns %s into text", (html, text) => expect(htmlToText(html)).toBe(text));

  it.each([
    "<a ",
    "<!--",
    "<script>",
    "<img alt ",
    "<a href=",
    '<a href="',
    "</body",
    "</body>",
    "< ",
    '<a href="x">y</a>',
  ])("reads 400,000 characters of %j in passing", (unit) => {
    const html = unit.repeat(400_000 / unit.length);
    const start = performance.now();
    htmlToText(html);
    composeMessage({ ...frozen, html }, recipient, options);
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});
