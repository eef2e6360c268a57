import { Secret } from "otpauth";
import { describe, expect, it } from "vitest";
import { newRecoveryCodes, normalizeRecoveryCode, recoveryCodeHash } from "./recovery-codes";
import { newTotpSecret, totpCode, totpSetUp, totpStepOf } from "./totp";

/** RFC 6238, appendix B: the SHA-1 column, of which the last six digits are shown. */
const secret = Secret.fromUTF8("12345678901234567890").base32;
const vectors = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
] as const;

describe("time-based codes", () => {
  it.each(vectors)("W35: at %i the code of RFC 6238 is %s", (seconds, code) => {
    expect(totpCode(secret, seconds * 1000)).toBe(code);
    expect(totpStepOf(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it("W35: a code holds one step before and after its own, and no longer", () => {
    const now = 1_234_567_890_000;
    const code = totpCode(secret, now);
    const step = Math.floor(now / 30_000);
    for (const shift of [-30_000, 0, 30_000])
      expect(totpStepOf(secret, code, now + shift)).toBe(step);
    for (const shift of [-90_000, 90_000]) expect(totpStepOf(secret, code, now + shift)).toBeNull();
  });

  it("takes full-width digits and spaces, and nothing that is no code", () => {
    const now = 59_000;
    expect(totpStepOf(secret, "２８７ ０８２", now)).toBe(1);
    for (const code of ["", "28708", "2870822", "abcdef"])
      expect(totpStepOf(secret, code, now)).toBeNull();
  });

  it("hands an app its secret as an address and as a picture of it", async () => {
    const fresh = newTotpSecret();
    expect(fresh).toMatch(/^[A-Z2-7]{32}$/);
    const { uri, qr } = await totpSetUp(fresh, "hanako@example.jp");
    const address = new URL(uri);
    expect(address.protocol).toBe("otpauth:");
    expect(decodeURIComponent(address.pathname)).toContain("ECAI:hanako@example.jp");
    expect(address.searchParams.get("secret")).toBe(fresh);
    const svg = Buffer.from(qr.replace("data:image/svg+xml;base64,", ""), "base64").toString();
    expect(svg).toMatch(/^<svg [^>]*viewBox/);
  });
});

describe("recovery codes", () => {
  it("W35: ten different ones, hashed for their owner, whatever the spelling", () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) {
      expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
      expect(normalizeRecoveryCode(code)).toBe(code.replace("-", ""));
      const hash = recoveryCodeHash("a:b", code);
      expect(recoveryCodeHash("a:b", ` ${code.toLowerCase().replace("-", " ")}`)).toBe(hash);
      expect(recoveryCodeHash("a:c", code)).not.toBe(hash);
    }
    expect(normalizeRecoveryCode("ｏ１ｉｌ２-３４５６７")).toBe("0111234567");
    expect(normalizeRecoveryCode("ABCDE-ABCD")).toBeNull();
  });
});
