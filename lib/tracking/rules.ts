import { decodeEntities } from "@/lib/sending/html-entities";
import { signBytes, verifyBytes } from "@/lib/tokens";

export type MailLink = {
  tenantId: string;
  deliveryId: string;
  batchNo: number;
  addressId: string;
};

/** What a link in a mail may be used for: a token for one does nothing for the other. */
export type MailTokenPurpose = "mail-track" | "mail-web";

const uuidBytes = 16;
const tokenBytes = 3 * uuidBytes + 4;

/** Names the recipient in the links of a message, in 91 characters; the same recipient always gets the same token. */
export function signMailToken(purpose: MailTokenPurpose, link: MailLink): string {
  const bytes = Buffer.alloc(tokenBytes);
  [link.tenantId, link.deliveryId, link.addressId].forEach((id, index) => {
    bytes.write(id.replaceAll("-", ""), index * uuidBytes, "hex");
  });
  bytes.writeUInt32BE(link.batchNo, 3 * uuidBytes);
  return signBytes(purpose, bytes);
}

/** The recipient that a token names; null when it was not signed here for this purpose. */
export function readMailToken(purpose: MailTokenPurpose, token: string): MailLink | null {
  const bytes = verifyBytes(purpose, token);
  if (bytes?.length !== tokenBytes) return null;
  const id = (index: number) =>
    bytes
      .toString("hex", index * uuidBytes, (index + 1) * uuidBytes)
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const batchNo = bytes.readUInt32BE(3 * uuidBytes);
  return { tenantId: id(0), deliveryId: id(1), addressId: id(2), batchNo };
}

/** Each run between the bounds stops at a bracket, so that no text takes longer than its length. */
const anchors =
  /(<a\b[^<>]{0,2000}?\shref\s{0,20}=\s{0,20})(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')/gi;
/** The host is written out: what is filled in for a recipient cannot lead to another one. */
const followable = /^https?:\/\/[^\s/?#{}"'<>\\@]+(?:$|[/?#])/i;
const linksMost = 500;

const isFollowable = (url: string) => followable.test(url);

function replaceLinks(html: string, replace: (url: string) => string | null): string {
  return html.replace(anchors, (whole, before: string, double?: string, single?: string) => {
    const url = decodeEntities((double ?? single ?? "").trim());
    const replaced = isFollowable(url) ? replace(url) : null;
    return replaced === null ? whole : `${before}"${escapeAttribute(replaced)}"`;
  });
}

const escapeAttribute = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** The links that can be followed through the service, each address once, in the order of the content. */
export function findLinks(html: string): string[] {
  const found = new Set<string>();
  replaceLinks(html, (url) => {
    if (found.size < linksMost) found.add(url);
    return null;
  });
  return [...found];
}

/** The HTML with its links leading to `hrefOf` their number, counted from 1 as `findLinks` does. */
export function trackLinks(html: string, hrefOf: (linkNo: number) => string): string {
  const numbers = new Map(findLinks(html).map((url, index) => [url, index + 1]));
  return replaceLinks(html, (url) => {
    const linkNo = numbers.get(url);
    return linkNo === undefined ? null : hrefOf(linkNo);
  });
}

/** The HTML whose links tell web analytics which campaign they come from; those that say so themselves stay. */
export function withCampaign(html: string, campaign: string): string {
  return campaign === "" ? html : replaceLinks(html, (url) => urlWithCampaign(url, campaign));
}

/** Addresses as people write them into a text: Japanese goes on right behind them, merge fields may be part of them. */
const textLinks = /https?:\/\/(?:\{\{[^{}\n]{1,200}\}\}|[!#$%&()*+,\-./:;=?@[\]_~0-9A-Za-z])+/gi;
/** What ends a sentence or closes a bracket rather than an address. */
const afterLink = new Set("!),.:;?]");

/** As `withCampaign`, for the addresses in a plain text. */
export function withCampaignInText(text: string, campaign: string): string {
  if (campaign === "") return text;
  return text.replace(textLinks, (found) => {
    let end = found.length;
    while (afterLink.has(found[end - 1] ?? "")) end--;
    const url = found.slice(0, end);
    const replaced = isFollowable(url) ? urlWithCampaign(url, campaign) : null;
    return replaced === null ? found : `${replaced}${found.slice(url.length)}`;
  });
}

function urlWithCampaign(url: string, campaign: string): string | null {
  if (/[?&]utm_(?:source|campaign)=/i.test(url)) return null;
  const query = `utm_source=newsletter&utm_medium=email&utm_campaign=${encodeURIComponent(campaign)}`;
  const [address = "", ...fragment] = url.split("#");
  const joined = `${address}${address.includes("?") ? "&" : "?"}${query}`;
  return [joined, ...fragment].join("#");
}

/** A picture fetched so soon after the mail was taken was fetched by a machine that looked it over. */
const immediateSeconds = 5;
/** Apple's proxies say nothing else of themselves, and fetch whether anybody reads or not. */
const appleProxy = "Mozilla/5.0";

/**
 * Whether an open may be a machine's. Proxies of Gmail and Yahoo fetch when the reader opens the mail, so that only the
 * moment tells; Apple Mail's fetch beforehand and keep the picture. `seconds` since the mail was taken, if known.
 */
export function isAutomaticOpen(userAgent: string | null, seconds: number | null): boolean {
  const agent = userAgent?.trim() ?? "";
  if (agent === "" || agent === appleProxy) return true;
  return seconds !== null && seconds < immediateSeconds;
}

/** Whether somebody asks for the address itself: neither a program that only wants its head nor a browser ahead of time. */
export const isPersonal = ({ method, headers }: Pick<Request, "method" | "headers">): boolean =>
  method === "GET" &&
  !/prefetch|prerender/i.test(headers.get("sec-purpose") ?? headers.get("purpose") ?? "");
