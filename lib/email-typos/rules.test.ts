import { describe, expect, it } from "vitest";
import { suggestDomain } from "./rules";

describe("suggestDomain", () => {
  it.each([
    ["gmial.com", "gmail.com"],
    ["gmai.com", "gmail.com"],
    ["gmail.co", "gmail.com"],
    ["gmaill.com", "gmail.com"],
    ["yaho.co.jp", "yahoo.co.jp"],
    ["yahoo.co", "yahoo.co.jp"],
    ["docomo.ne.jo", "docomo.ne.jp"],
    ["ezwed.ne.jp", "ezweb.ne.jp"],
    ["softbamk.ne.jp", "softbank.ne.jp"],
    ["iclould.com", "icloud.com"],
  ])("takes %s for %s", (domain, suggestion) => {
    expect(suggestDomain(domain)).toBe(suggestion);
  });

  it.each([
    "gmail.com",
    "ymail.com",
    "mail.com",
    "yahoo.com",
    "example.jp",
    "au.com",
    "t.co",
    "docomo.example.jp",
  ])("leaves %s alone", (domain) => {
    expect(suggestDomain(domain)).toBeNull();
  });
});
