import { keyedHash, signToken, verifyToken } from "@/lib/tokens";

export const codeLifetimeMinutes = 10;
export const codeTries = 5;
export const codesPerHour = { most: 5, windowSeconds: 3600 };
export const submitsPerHour = { most: 200, windowSeconds: 3600 };
export const handOverMinutes = 30;

/** A code is short: it is kept under a secret key and bound to its application. */
export const codeHash = (applicationId: string, code: string): string =>
  keyedHash("application-code", `${applicationId}:${code}`);

/** Lets the browser that registered be signed in once when the environment is ready. */
export const issueHandOver = (applicationId: string, secret: string): string =>
  signToken("application-hand-over", `${applicationId}:${secret}`);

export function readHandOver(
  token: string | undefined,
): { applicationId: string; secret: string } | null {
  const [applicationId, secret] =
    (token && verifyToken("application-hand-over", token))?.split(":") ?? [];
  return applicationId && secret ? { applicationId, secret } : null;
}

type Code = { tries: number; expiresAt: Date } | null;
export type CodeStatus = "live" | "dead" | "expired" | "none";

export function codeStatus(code: Code, now = new Date()): CodeStatus {
  if (!code) return "none";
  if (code.tries >= codeTries) return "dead";
  return code.expiresAt <= now ? "expired" : "live";
}
