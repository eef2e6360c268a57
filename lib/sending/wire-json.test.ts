import { describe, expect, it } from "vitest";
import type { FrozenDelivery } from "@/db/schema/deliveries";
import { compileDelivery, renderMessage } from "./compose";
import { testContent, testRecipient } from "./test-content";
import { writeMessages } from "./wire-json";

const options = { baseUrl: "https://mail.example.jp" };
const values = [
  "",
  " ",
  '"',
  "\\",
  "\\u0000",
  "\u0001\t\r\n",
  "😀𠮷",
  "\ud800",
  "\u2028</p>&'",
  "髙﨑",
];
const recipients = values.map((value) =>
  testRecipient({ email: "a..b@docomo.ne.jp", merge: { 名前: value, 番号: value } }),
);

describe("writeMessages", () => {
  it.each<[string, Partial<FrozenDelivery>]>([
    ["everything", {}],
    ["no tracking and no reply address", { tracks: false, hasWebVersion: false, replyTo: null }],
    ["no HTML", { html: " ", text: "本文 {{名前}}" }],
    ["a text that ends in fields", { text: "本文 \n{{番号}} {{名前}} \n" }],
    ["a text of nothing but fields", { text: " {{番号}}{{名前}}" }],
  ])("W14: writes the same messages as they are composed one by one: %s", (_name, change) => {
    const content = compileDelivery({ ...testContent, ...change }, options);
    const expected = recipients.map((recipient) => renderMessage(content, recipient));
    for (const room of [0, 10_000, 1_000_000]) {
      const written = writeMessages(content, recipients, Buffer.alloc(room));
      expect(JSON.parse(written.toString())).toEqual(JSON.parse(JSON.stringify(expected)));
    }
  });

  it("writes the same bytes again: a repeat carries the same payload", () => {
    const content = compileDelivery(testContent, options);
    const again = compileDelivery(testContent, options);
    const first = writeMessages(content, recipients, Buffer.alloc(0));
    expect(writeMessages(again, recipients, Buffer.alloc(100_000)).equals(first)).toBe(true);
  });
});
