import type { applicationStates } from "@/db/values";
import { paths } from "@/lib/paths";
import { signToken, verifyToken } from "@/lib/tokens";

export const signUpSteps = ["mail", "payment", "registration", "build", "done"] as const;
export type SignUpStep = (typeof signUpSteps)[number];
export type ApplicationState = (typeof applicationStates)[number];

export const applicationCookie = "ecai-application";
export const handOverCookie = "ecai-hand-over";

const minute = 60_000;
export const applicationLifetimeMs = 7 * 24 * 60 * minute;
export const linkLifetimeMs = 24 * 60 * minute;
export const mailCoolDownSeconds = 60;
export const perAddress = { most: 5, windowSeconds: 3600 };
export const perNetwork = { most: 30, windowSeconds: 3600 };

/** What a browser may see of an application; proven when it came from a link mailed to the applicant. */
export type Pass = { id: string; isProven: boolean };

export const issuePass = (pass: Pass): string =>
  signToken("application", `${pass.id}:${pass.isProven ? "proven" : "started"}`);

export function readPass(token: string | undefined): Pass | null {
  const [id, level] = (token && verifyToken("application", token))?.split(":") ?? [];
  return id ? { id, isProven: level === "proven" } : null;
}

/** Carries an application through the payment provider's page and back, where a cookie may be lost. */
export const issueReturnToken = (id: string): string => signToken("application-return", id);
export const readReturnToken = (token: string): string | null =>
  verifyToken("application-return", token);

type Progress = { state: ApplicationState; checkoutSessionId: string | null };

/** The page on which an application goes on; a browser that proved nothing learns nothing. */
export function stepPath(application: Progress, isProven: boolean): string {
  if (!isProven) return paths.signUpSent;
  if (application.state === "submitted") {
    return application.checkoutSessionId ? paths.signUpReturn : paths.signUpSent;
  }
  return application.state === "paid" ? paths.signUpRegistration : paths.signUpProgress;
}

export type LinkStatus = "valid" | "resumed" | "settled" | "superseded" | "expired" | "unknown";

type Link = {
  state: ApplicationState;
  usedAt: Date | null;
  supersededAt: Date | null;
  expiresAt: Date;
};

/** What a mailed payment link is worth now. */
export function paymentLinkStatus(link: Link | undefined, now = new Date()): LinkStatus {
  if (!link) return "unknown";
  if (link.state !== "submitted") return "settled";
  if (link.supersededAt) return "superseded";
  if (link.usedAt) return "resumed";
  return link.expiresAt <= now ? "expired" : "valid";
}

/** What a mailed resume link is worth now; it works once. */
export function resumeLinkStatus(link: Link | undefined, now = new Date()): LinkStatus {
  if (!link) return "unknown";
  if (link.supersededAt) return "superseded";
  return link.usedAt || link.expiresAt <= now ? "expired" : "valid";
}

/** Seconds until another mail may be asked for. */
export function coolDownLeft(requestedAt: Date | null, now = Date.now()): number {
  if (!requestedAt) return 0;
  return Math.max(0, Math.ceil((requestedAt.getTime() + mailCoolDownSeconds * 1000 - now) / 1000));
}

/** Whether the service may not be provided in a country, by the configured list. */
export function isBlockedCountry(country: string, blocked: readonly string[]): boolean {
  return blocked.some((code) => code.toUpperCase() === country.toUpperCase());
}
