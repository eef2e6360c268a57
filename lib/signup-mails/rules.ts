import { randomBytes } from "node:crypto";
import { addressParser } from "postal-mime";
import { normalizeEmail } from "@/lib/addresses/rules";

const prefix = "entry-";
/** Without letters and digits that are taken for each other. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
const keyLength = 10;

/** A key of nearly 50 random bits that a person can type. */
export function newMailKey(): string {
  let key = "";
  while (key.length < keyLength)
    for (const byte of randomBytes(keyLength)) {
      const letter = alphabet[byte & 31];
      if (letter && key.length < keyLength) key += letter;
    }
  return key;
}

/** The address to which people send an empty mail (空メール) to sign up. */
export const signupMailAddress = (key: string, domain: string): string =>
  `${prefix}${key}@${domain}`;

/** The key in what stands before the @ of such an address, or null. */
export const mailKeyOf = (localPart: string): string | null =>
  /^entry-([2-9a-z]{10})$/.exec(localPart.toLowerCase())?.[1] ?? null;

type Mail = { from: string; headers: ReadonlyMap<string, string> };

/** Why a mail signs nobody up. */
export type MailRefusal = "automatic" | "sender" | "forged";

/** The address a mail signs up, as the address book spells it, or why it does not. */
export function readSignupMail({
  from,
  headers,
}: Mail): { email: string } | { refusal: MailRefusal } {
  if (isAutomatic(headers)) return { refusal: "automatic" };
  const senders = addressParser(headers.get("from") ?? from, { flatten: true });
  const [only] = senders;
  const normalized = only?.address && senders.length === 1 ? normalizeEmail(only.address) : null;
  if (!normalized) return { refusal: "sender" };
  if (machines.test(normalized.email)) return { refusal: "automatic" };
  return isForged(headers.get("authentication-results") ?? "")
    ? { refusal: "forged" }
    : { email: normalized.email };
}

const machines = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i;
const listHeaders = ["list-id", "list-unsubscribe", "list-post", "x-autoreply", "x-autorespond"];

/** Written by a program (RFC 3834): an answer to it could go on for ever. */
function isAutomatic(headers: ReadonlyMap<string, string>): boolean {
  const value = (name: string) => headers.get(name)?.trim().toLowerCase() ?? "";
  const submitted = value("auto-submitted").split(/[;\s]/)[0];
  return (
    (submitted !== "" && submitted !== "no") ||
    /^(bulk|junk|list|auto_reply)$/.test(value("precedence")) ||
    value("return-path") === "<>" ||
    value("content-type").startsWith("multipart/report") ||
    listHeaders.some((name) => headers.has(name))
  );
}

/**
 * What the receiving server found of the sender (RFC 8601): forged where DMARC says so, or a check fails and none
 * passes. Without a finding the sender is believed, as the confirmation goes to nobody else.
 */
function isForged(results: string): boolean {
  const found = new Map(
    [...results.matchAll(/\b(dmarc|spf|dkim)\s*=\s*([a-z]+)/gi)].map(
      ([, method = "", result = ""]) => [`${method}=${result}`.toLowerCase(), true] as const,
    ),
  );
  if (found.has("dmarc=fail")) return true;
  if (["dmarc=pass", "spf=pass", "dkim=pass"].some((result) => found.has(result))) return false;
  return ["spf=fail", "spf=softfail", "spf=permerror", "dkim=fail", "dkim=permerror"].some(
    (result) => found.has(result),
  );
}
