import { randomInt } from "node:crypto";
import { keyedHash } from "@/lib/tokens";

/** Crockford's base 32: no letter that reads like a digit. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 10;
export const recoveryCodeCount = 10;

const newCode = (): string => {
  const text = Array.from({ length: codeLength }, () => alphabet[randomInt(32)]).join("");
  return `${text.slice(0, 5)}-${text.slice(5)}`;
};

/** Ten codes of 50 random bits each. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodeCount }, () => newCode());

/** The one spelling of a typed code, or null when it cannot be one. */
export function normalizeRecoveryCode(typed: string): string | null {
  const text = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\-‐-―ー]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return /^[0-9A-HJKMNP-TV-Z]{10}$/.test(text) ? text : null;
}

/** The hash under which a code of one owner is kept. */
export const recoveryCodeHash = (owner: string, code: string): string =>
  keyedHash("recovery-code", `${owner}:${normalizeRecoveryCode(code)}`);
