import { normalizeEmail } from "@/lib/addresses/rules";
import { AppError, type ErrorCode } from "@/lib/errors";
import type { OidcPerson, OidcProblem } from "@/lib/oidc";

const ownProblems = [
  "attempt_ended",
  "not_on",
  "no_domain",
  "unknown_user",
  "email_not_trusted",
  "deactivated",
  "other_identity",
  "only_sign_on",
] as const;
const providerProblems = [
  "not_https",
  "blocked",
  "unknown_host",
  "unreachable",
  "too_large",
  "no_discovery",
  "issuer_mismatch",
  "cancelled",
  "client_refused",
  "token_invalid",
  "token_expired",
  "refused",
] as const satisfies readonly OidcProblem[];

export type SignOnProblem = (typeof ownProblems)[number] | (typeof providerProblems)[number];
const all: readonly string[] = [...ownProblems, ...providerProblems];

/** The problem an address names, or null: nothing else of the address is ever shown. */
export const readProblem = (text: unknown): SignOnProblem | null =>
  typeof text === "string" && all.includes(text) ? (text as SignOnProblem) : null;

export const signOnProblem = (
  problem: SignOnProblem,
  code: ErrorCode = "not_permitted",
): AppError => new AppError(code, `signOn.problems.${problem}`);

/** The problem behind an expected failure, for an address. */
export const problemIn = (error: AppError): string => error.messageKey.split(".").at(-1) ?? "";

const google = "https://accounts.google.com";

export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

/**
 * The e-mail address under which a provider's word makes somebody known here, or null. A private Google account can
 * carry a company's address, and keeps it when its owner has left: only the organisation's own accounts count.
 */
export function trustedEmail(person: OidcPerson): string | null {
  const email = person.email ? normalizeEmail(person.email)?.email : null;
  if (!email || person.isEmailVerified === false) return null;
  if (person.issuer === google) {
    const isOrganisations = person.hostedDomain === domainOf(email);
    return isOrganisations && person.isEmailVerified ? email : null;
  }
  return email;
}
