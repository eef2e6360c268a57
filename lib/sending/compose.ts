import type { FrozenDelivery, MergeValues } from "@/db/schema/deliveries";
import { paths } from "@/lib/paths";
import { signToken } from "@/lib/tokens";
import { signMailToken, trackLinks } from "@/lib/tracking/rules";
import { footerHtml, footerText, pixelHtml, webVersionHtml, webVersionText } from "./footer";
import { htmlToText } from "./html-to-text";
import {
  type MailTokens,
  type Piece,
  parseTemplate,
  renderPieces,
  tokenMark,
  withTokenSlots,
} from "./rules";
import { namedAddress, wireAddress } from "./wire-address";

export type MessageRecipient = {
  tenantId: string;
  deliveryId: string;
  /** 0 marks a sample (test mail): its unsubscribe link changes nothing. */
  batchNo: number;
  addressId: string;
  email: string;
  merge: MergeValues;
};

/** One message as the mail provider takes it. */
export type ProviderMessage = {
  from: string;
  to: string[];
  subject: string;
  html?: string;
  text: string;
  reply_to?: string;
  headers: Record<string, string>;
  tags: { name: string; value: string }[];
};

export type ComposeOptions = { baseUrl: string };

/** One recipient's message; for many of the same delivery compile it once with `compileDelivery`. */
export function composeMessage(
  frozen: FrozenDelivery,
  recipient: MessageRecipient,
  options: ComposeOptions,
): ProviderMessage {
  return compileDelivery(frozen, options)(recipient);
}

/** Prepares everything that all recipients share, so that a message costs only its slots. */
export function compileDelivery(
  frozen: FrozenDelivery,
  { baseUrl }: ComposeOptions,
): (recipient: MessageRecipient) => ProviderMessage {
  const from = namedAddress(frozen.from.name, frozen.from.email);
  const subject = parseTemplate(frozen.subject).pieces;
  const html = compileHtml(frozen, baseUrl);
  const text = compileText(frozen, baseUrl);
  const replyTo = frozen.replyTo ? { reply_to: wireAddress(frozen.replyTo) } : {};
  return (recipient) => {
    const token = unsubscribeToken(recipient);
    const link = new URL(paths.unsubscribe(token), baseUrl).href;
    const tokens = tokensOf(frozen, recipient);
    const oneClick = new URL(paths.oneClickUnsubscribe(token), baseUrl).href;
    return {
      from,
      to: [wireAddress(recipient.email)],
      subject: renderPieces(subject, recipient.merge, "header"),
      ...(html && { html: html(recipient.merge, link, tokens) }),
      text: text(recipient.merge, link, tokens),
      ...replyTo,
      headers: {
        "List-Unsubscribe": `<${oneClick}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
      tags: tagsOf(recipient),
    };
  };
}

type Body = (values: MergeValues, link: string, tokens: MailTokens) => string;

/** Links lead through the service with one slot for the recipient, so that they are rewritten once per delivery. */
function compileHtml(frozen: FrozenDelivery, baseUrl: string): Body | undefined {
  if (frozen.html.trim() === "") return undefined;
  const { tracks = false, hasWebVersion = false } = frozen;
  const marked = tracks
    ? trackLinks(frozen.html, (no) => markedUrl(paths.trackClick(tokenMark("track"), no), baseUrl))
    : frozen.html;
  const end = [...marked.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? marked.length;
  const start = hasWebVersion ? (/<body\b[^>]{0,2000}>/i.exec(marked.slice(0, end)) ?? null) : null;
  const bodyStart = start ? start.index + start[0].length : 0;
  const slots = (text: string) => withTokenSlots(parseTemplate(text).pieces);
  const head = slots(marked.slice(0, bodyStart));
  const before = slots(marked.slice(bodyStart, end));
  const after = slots(marked.slice(end));
  const webLink = withTokenSlots(
    hasWebVersion
      ? literal(webVersionHtml(markedUrl(paths.webVersion(tokenMark("web")), baseUrl)))
      : [],
  );
  const pixel = withTokenSlots(
    tracks ? literal(pixelHtml(markedUrl(paths.trackOpen(tokenMark("track")), baseUrl))) : [],
  );
  return (values, link, tokens) =>
    renderPieces(head, values, "html", tokens) +
    renderPieces(webLink, values, "html", tokens) +
    renderPieces(before, values, "html", tokens) +
    footerHtml(frozen.footer, link, tracks) +
    renderPieces(pixel, values, "html", tokens) +
    renderPieces(after, values, "html", tokens);
}

function compileText(frozen: FrozenDelivery, baseUrl: string): Body {
  const body = frozen.text.trim() === "" ? htmlToText(frozen.html) : frozen.text;
  const pieces = parseTemplate(body).pieces;
  const webLink = withTokenSlots(
    frozen.hasWebVersion
      ? literal(webVersionText(markedUrl(paths.webVersion(tokenMark("web")), baseUrl)))
      : [],
  );
  const isTracked = (frozen.tracks ?? false) && frozen.html.trim() !== "";
  return (values, link, tokens) =>
    renderPieces(webLink, values, "text", tokens) +
    `${renderPieces(pieces, values, "text").trimEnd()}\n\n${footerText(frozen.footer, link, isTracked)}`;
}

const literal = (text: string): Piece[] => [{ kind: "literal", text }];

/** As text: a URL would encode the mark. */
const markedUrl = (path: string, baseUrl: string) => `${new URL("/", baseUrl).origin}${path}`;

function tokensOf(
  { tracks, hasWebVersion }: FrozenDelivery,
  recipient: MessageRecipient,
): MailTokens {
  return {
    ...(tracks && { track: signMailToken("mail-track", recipient) }),
    ...(hasWebVersion && { web: signMailToken("mail-web", recipient) }),
  };
}

/** Names the recipient in the unsubscribe links of a message; the same recipient always gets the same token. */
export function unsubscribeToken(recipient: Omit<MessageRecipient, "email" | "merge">): string {
  const { tenantId, deliveryId, batchNo, addressId } = recipient;
  return signToken("unsubscribe", `${tenantId}:${deliveryId}:${batchNo}:${addressId}`);
}

function tagsOf({ tenantId, deliveryId, batchNo, addressId }: MessageRecipient) {
  return [
    { name: "tenant", value: tenantId },
    { name: "delivery", value: deliveryId },
    { name: "batch", value: String(batchNo) },
    { name: "address", value: addressId },
  ];
}
