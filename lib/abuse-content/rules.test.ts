import { describe, expect, it } from "vitest";
import { contentScore, contentSignals } from "./rules";

const of = (html: string, subject = "", text = "") => contentSignals({ subject, html, text });
const link = (href: string, label: string) => `<p><a class="x" href="${href}">${label}</a></p>`;
const none = { shortener: 0, rawIp: 0, mismatch: 0, phishing: 0 };

describe("signs of fraud in a mail's content", () => {
  it("W18: finds none in an ordinary newsletter", () => {
    const html = `${link("https://shop.example.jp/sale?utm_source=mail", "セールはこちら")}
      ${link("https://www.example.jp/", "example.jp")}${link("mailto:info@example.jp", "info@example.jp")}
      <p>会員様限定のご案内です。パスワードをお忘れの方はマイページへ。</p>`;
    expect(of(html, "冬のセールのお知らせ", "https://shop.example.jp/sale")).toEqual(none);
  });

  it("W18: finds shorteners, bare IP addresses and links that show another site", () => {
    expect(of(link("https://bit.ly/3xY", "詳しく"), "", "http://tinyurl.com/abc")).toEqual({
      ...none,
      shortener: 2,
    });
    expect(of(link("http://203.0.113.7/login", "ログイン"))).toEqual({ ...none, rawIp: 1 });
    expect(of(link("http://[2001:db8::7]/login", "ログイン"))).toEqual({ ...none, rawIp: 1 });
    expect(of(link("https://evil.example.com/", "https://www.mybank.co.jp/login"))).toEqual({
      ...none,
      mismatch: 1,
    });
    expect(of(link("https://go.mybank.co.jp/x", "mybank.co.jp"))).toEqual(none);
  });

  it("W18: finds the words of phishing in Japanese and English, also written in other widths", () => {
    expect(
      of("<p>お客様のアカウントが停止されました。</p><p>24時間以内にご確認ください。</p>").phishing,
    ).toBe(2);
    expect(of("<p>２４時間以内に更新の手続きを</p>").phishing).toBe(1);
    expect(
      of("<p>Unusual sign-in activity: verify your account</p>", "Your card has been suspended")
        .phishing,
    ).toBe(3);
  });

  it("a credential phisher passes the hard threshold, one shortener none", () => {
    const phishing = `${link("http://203.0.113.7/x", "https://mybank.co.jp")}
      <p>口座の利用を停止しました。暗証番号を入力してください。</p>`;
    expect(contentScore(of(phishing))).toBeGreaterThanOrEqual(5);
    expect(contentScore(of(link("https://bit.ly/1", "詳しく")))).toBe(1);
  });

  it("reads what was pasted in one pass, however long and broken", () => {
    expect(of(`${"<a href=".repeat(40_000)}`)).toEqual(none);
    expect(of("<a href='x'>".repeat(30_000))).toEqual(none);
    expect(of(`${"お客様情報の確認".repeat(20_000)}`).phishing).toBeLessThan(3);
  });
});
