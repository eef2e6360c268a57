import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditDetails, changes } from "./details";

describe("what an entry keeps of its details", () => {
  it("W17: of before and after only the fields that differ are shown", () => {
    const details = {
      before: { name: "旧", color: "red", tags: ["a"], gone: 1 },
      after: { name: "新", color: "red", tags: ["a"], added: null },
    };
    expect(changes(details.before, details.after)).toEqual({
      before: { name: "旧", gone: 1 },
      after: { name: "新", added: null },
    });
  });

  it("W17: secrets are masked by their names, however deep they are", () => {
    const details = {
      after: {
        password: "p",
        nested: [{ apiKey: "k", tokenHash: "h", note: "ok" }],
        clientSecret: "s",
        recoveryCodes: ["1"],
        session_token: null,
      },
    };
    expect(auditDetails(details)).toEqual({
      after: {
        password: "[masked]",
        nested: [{ apiKey: "[masked]", tokenHash: "[masked]", note: "ok" }],
        clientSecret: "[masked]",
        recoveryCodes: "[masked]",
        session_token: null,
      },
    });
    expect(
      JSON.stringify(auditDetails({ before: { password: "a" }, after: { password: "b" } })),
    ).toBe('{"before":{"password":"[masked]"},"after":{"password":"[masked]"}}');
  });

  it("any details can be stored, and dates stay dates", () => {
    expect(auditDetails({ text: "a\u0000b\ud800" })).toEqual({ text: "a\ufffdb\ufffd" });
    const at = new Date(0);
    expect(auditDetails({ at })).toEqual({ at });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => {
        const { before, after } = changes(fields, fields);
        expect([before, after]).toEqual([{}, {}]);
      }),
    );
  });
});
