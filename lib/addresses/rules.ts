import { emailMaxLength } from "@/db/values";
import { paths } from "@/lib/paths";

export type NormalizedEmail = { email: string; isNonstandard: boolean };

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/;
const quotedLocalPart = /^"(?:[^"\\\s]|\\[!-~])+"$/;
const printable = /^[!-~]+$/;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const topLevel = /^(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** Most addresses of most files: nothing to change and nothing that could be wrong. */
const common = /^[a-z0-9_+-]{1,30}(?:\.[a-z0-9_+-]{1,30})?@(?:[a-z0-9]{1,60}\.){1,3}[a-z]{2,20}$/;

/**
 * One spelling for one mailbox: NFKC, trimmed, lower case, international domains in their ASCII form. Old carrier
 * addresses with dots in a row or before the @ are accepted and marked. Null when it is no e-mail address.
 */
export function normalizeEmail(text: string): NormalizedEmail | null {
  if (text.length > 4 * emailMaxLength) return null;
  if (common.test(text) && text.length <= emailMaxLength)
    return { email: text, isNonstandard: false };
  const plain = text.normalize("NFKC").trim().toLowerCase();
  const at = plain.lastIndexOf("@");
  if (at < 1) return null;
  const domain = normalizeDomain(plain.slice(at + 1));
  const local = unquote(plain.slice(0, at));
  if (!domain || !isLocalPart(local)) return null;
  const email = `${local}@${domain}`;
  if (email.length > emailMaxLength) return null;
  return { email, isNonstandard: !local.startsWith('"') && /^\.|\.\.|\.$/.test(local) };
}

/** `"a..b"` and `a..b` are the same mailbox; quotes stay only where nothing else can carry the characters. */
function unquote(local: string): string {
  const inner = local.startsWith('"') && local.endsWith('"') ? local.slice(1, -1) : "";
  return localPart.test(inner) ? inner : local;
}

function isLocalPart(local: string): boolean {
  if (localPart.test(local)) return true;
  return local.length <= 64 && printable.test(local) && quotedLocalPart.test(local);
}

function normalizeDomain(text: string): string | null {
  const domain = /^[\p{ASCII}]*$/u.test(text) ? text : asciiDomain(text);
  const labels = domain.split(".");
  const isDomain = labels.length > 1 && labels.every((label) => domainLabel.test(label));
  return isDomain && topLevel.test(labels.at(-1) ?? "") ? domain : null;
}

function asciiDomain(text: string): string {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return "";
  try {
    return new URL(`http://${text}`).hostname;
  } catch {
    return "";
  }
}

type ListQuery = {
  q?: string | undefined;
  match?: string | undefined;
  tag?: string | undefined;
  state?: string | undefined;
  consent?: string | undefined;
  attribute?: string | undefined;
  value?: string | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
};

/** The list of addresses with a filter and a place in it. */
export function addressListHref(query: ListQuery): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) params.set(key, value);
  return params.size > 0 ? `${paths.addresses}?${params}` : paths.addresses;
}
