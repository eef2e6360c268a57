import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chatworkParts, pauseAfter, plainForChatwork, readRateLimit, splitText } from "./rules";

describe("messages for Chatwork", () => {
  it("W11: pieces join to the text, keep to the limit and cut no character in two", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.integer({ min: 2, max: 50 }),
        (text, most) => {
          const pieces = splitText(text, most);
          expect(pieces.join("")).toBe(text);
          for (const piece of pieces) {
            expect(piece.length).toBeLessThanOrEqual(most);
            expect(piece.isWellFormed()).toBe(text.isWellFormed());
          }
        },
      ),
    );
  });

  it("notation in a text calls nobody and opens no box", () => {
    expect(plainForChatwork("[To:1]あ [toall] [/info] [A](https://example.jp) [1]")).toBe(
      "［To:1]あ ［toall] ［/info] [A](https://example.jp) [1]",
    );
  });

  it("long messages come in numbered parts, the link in the last", () => {
    const message = {
      id: "0".repeat(36),
      title: "題",
      body: "あ".repeat(25),
      url: "https://e.jp/",
    };
    const parts = chatworkParts(message, 10);
    expect(parts).toHaveLength(3);
    expect(parts[0]).toBe(
      `[info][title]題 (1/3)[/title]${"あ".repeat(10)}\n(ECAI-${"0".repeat(18)}-1)[/info]`,
    );
    expect(parts[2]).toContain("https://e.jp/");
  });
});

describe("the rate limit of Chatwork", () => {
  const now = new Date("2026-11-24T00:00:00Z");
  const limit = (remaining: string, reset: string) =>
    readRateLimit(new Headers({ "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset }));
  const soon = String(now.getTime() / 1000 + 60);

  it("W11: pauses until the reset on 429 and when nothing remains", () => {
    expect(pauseAfter(429, limit("0", soon), now)).toEqual(new Date("2026-11-24T00:01:00Z"));
    expect(pauseAfter(200, limit("0", soon), now)).toEqual(new Date("2026-11-24T00:01:00Z"));
    expect(pauseAfter(200, limit("1", soon), now)).toBeNull();
  });

  it("waits a window where 429 names no time, and never loops on a time gone by", () => {
    expect(pauseAfter(429, limit("x", ""), now)).toEqual(new Date("2026-11-24T00:05:00Z"));
    expect(pauseAfter(429, limit("0", "1"), now)).toEqual(new Date("2026-11-24T00:00:01Z"));
  });
});
