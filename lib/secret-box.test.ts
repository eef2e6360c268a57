import { describe, expect, it } from "vitest";
import { seal, unseal } from "./secret-box";

const to = { purpose: "totp", owner: "tenant:user" };

describe("sealed secrets", () => {
  it("open for the same purpose and owner", () => {
    expect(unseal(seal("秘密 secret", to), to)).toBe("秘密 secret");
  });

  it("differ each time and do not show the text", () => {
    const sealed = seal("secret", to);
    expect(sealed).not.toBe(seal("secret", to));
    expect(sealed).not.toContain(Buffer.from("secret").toString("base64url"));
  });

  it("open for nobody else", () => {
    const sealed = seal("secret", to);
    expect(() => unseal(sealed, { ...to, owner: "tenant:other" })).toThrow();
    expect(() => unseal(sealed, { ...to, purpose: "other" })).toThrow();
  });

  it("are refused when a single character was altered or the key is unknown", () => {
    const sealed = seal("secret", to);
    const end = sealed.at(-5) === "A" ? "B" : "A";
    expect(() => unseal(`${sealed.slice(0, -5)}${end}${sealed.slice(-4)}`, to)).toThrow();
    expect(() => unseal(sealed.replace("v1.default.", "v1.gone."), to)).toThrow(/no key gone/);
  });
});
