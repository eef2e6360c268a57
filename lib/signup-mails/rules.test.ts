import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mailKeyOf, newMailKey, readSignupMail, signupMailAddress } from "./rules";

const mail = (from: string, headers: Record<string, string> = {}) => ({
  from,
  headers: new Map(Object.entries(headers)),
});
const refusal = (from: string, headers?: Record<string, string>) => {
  const read = readSignupMail(mail(from, headers));
  return "refusal" in read ? read.refusal : null;
};
const hanako = "花子 <hanako@docomo.ne.jp>";

describe("the address for empty mail", () => {
  it("is read back from what a server tells, in any spelling of letters", () => {
    for (let count = 0; count < 200; count++) {
      const key = newMailKey();
      const [local = ""] = signupMailAddress(key, "in.example.jp").split("@");
      expect(key).toMatch(/^[2-9a-hjkmnp-z]{10}$/);
      expect(mailKeyOf(local)).toBe(key);
      expect(mailKeyOf(local.toUpperCase())).toBe(key);
    }
    fc.assert(fc.property(fc.string(), (text) => mailKeyOf(`b-${text}`) === null));
  });
});

describe("a mail to it", () => {
  it("W7: signs up its sender, carriers' unusual addresses among them", () => {
    expect(readSignupMail(mail(hanako))).toEqual({ email: "hanako@docomo.ne.jp" });
    expect(readSignupMail(mail("x@example.jp", { from: '"a..b"@docomo.ne.jp' }))).toEqual({
      email: "a..b@docomo.ne.jp",
    });
    expect(readSignupMail(mail("da.me.@ezweb.ne.jp"))).toEqual({ email: "da.me.@ezweb.ne.jp" });
  });

  it("W18: of a program signs nobody up", () => {
    expect(refusal(hanako, { "auto-submitted": "no" })).toBeNull();
    expect(refusal(hanako, { "auto-submitted": "auto-replied" })).toBe("automatic");
    expect(refusal(hanako, { "auto-submitted": "auto-generated; x=y" })).toBe("automatic");
    for (const precedence of ["bulk", "junk", "List", "auto_reply"])
      expect(refusal(hanako, { precedence })).toBe("automatic");
    expect(refusal(hanako, { "list-id": "<x.example.jp>" })).toBe("automatic");
    expect(refusal(hanako, { "return-path": "<>" })).toBe("automatic");
    expect(refusal(hanako, { "content-type": "multipart/report; boundary=x" })).toBe("automatic");
    expect(refusal("MAILER-DAEMON@example.jp")).toBe("automatic");
    expect(refusal("no-reply@example.jp")).toBe("automatic");
  });

  it("W18: signs nobody up in another's name", () => {
    const results = (text: string) =>
      refusal(hanako, { "authentication-results": `mx.example; ${text}` });
    expect(results("spf=pass; dkim=none")).toBeNull();
    expect(results("spf=softfail; dkim=pass header.d=docomo.ne.jp; dmarc=pass")).toBeNull();
    expect(results("spf=none; dkim=none")).toBeNull();
    expect(results("spf=pass; dkim=pass; dmarc=fail")).toBe("forged");
    expect(results("spf=fail smtp.mailfrom=docomo.ne.jp; dkim=none")).toBe("forged");
    expect(results("spf=softfail")).toBe("forged");
    expect(refusal("a@example.jp, b@example.jp")).toBe("sender");
    expect(refusal("")).toBe("sender");
    expect(refusal("no address")).toBe("sender");
  });

  it("never fails, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (from, text) => {
        const headers = { from, "authentication-results": text, "auto-submitted": text };
        expect(readSignupMail(mail(from, headers))).toBeTypeOf("object");
      }),
    );
  });
});
