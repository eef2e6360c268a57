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
  withoutEnd,
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

/** What all messages of a delivery share, so that a message costs only its slots. */
export type CompiledDelivery = {
  from: string;
  replyTo: string | null;
  subject: readonly Piece[];
  html: readonly Piece[] | null;
  text: readonly Piece[];
  /** The address for one-click unsubscription (RFC 8058) in angle brackets. */
  oneClick: readonly Piece[];
  tokensOf: (recipient: MessageRecipient) => MailTokens;
};

/** One recipient's message; for many of the same delivery compile it once with `compileDelivery`. */
export function composeMessage(
  frozen: FrozenDelivery,
  recipient: MessageRecipient,
  options: ComposeOptions,
): ProviderMessage {
  return renderMessage(compileDelivery(frozen, options), recipient);
}

export function renderMessage(
  content: CompiledDelivery,
  recipient: MessageRecipient,
): ProviderMessage {
  const { from, replyTo, subject, html, text, oneClick } = content;
  const { merge } = recipient;
  const tokens = content.tokensOf(recipient);
  return {
    from,
    to: [wireAddress(recipient.email)],
    subject: renderPieces(subject, merge, "header"),
    ...(html && { html: renderPieces(html, merge, "html", tokens) }),
    text: renderPieces(text, merge, "text", tokens),
    ...(replyTo && { reply_to: replyTo }),
    headers: {
      "List-Unsubscribe": renderPieces(oneClick, merge, "text", tokens),
      "List-Unsubscribe-Post": oneClickPost,
    },
    tags: tagsOf(recipient),
  };
}

export const oneClickPost = "List-Unsubscribe=One-Click";

export function compileDelivery(
  frozen: FrozenDelivery,
  { baseUrl }: ComposeOptions,
): CompiledDelivery {
  const oneClick = markedUrl(paths.oneClickUnsubscribe(tokenMark("unsubscribe")), baseUrl);
  return {
    from: namedAddress(frozen.from.name, frozen.from.email),
    replyTo: frozen.replyTo ? wireAddress(frozen.replyTo) : null,
    subject: parseTemplate(frozen.subject).pieces,
    html: compileHtml(frozen, baseUrl),
    text: compileText(frozen, baseUrl),
    oneClick: literal(`<${oneClick}>`),
    tokensOf: (recipient) => tokensOf(frozen, recipient),
  };
}

/** Links lead through the service with one slot for the recipient, so that they are rewritten once per delivery. */
function compileHtml(frozen: FrozenDelivery, baseUrl: string): Piece[] | null {
  if (frozen.html.trim() === "") return null;
  const { tracks = false, hasWebVersion = false } = frozen;
  const marked = tracks
    ? trackLinks(frozen.html, (no) => markedUrl(paths.trackClick(tokenMark("track"), no), baseUrl))
    : frozen.html;
  const end = [...marked.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? marked.length;
  const start = hasWebVersion ? (/<body\b[^>]{0,2000}>/i.exec(marked.slice(0, end)) ?? null) : null;
  const bodyStart = start ? start.index + start[0].length : 0;
  const slots = (text: string) => withTokenSlots(parseTemplate(text).pieces);
  const webLink = webVersionHtml(markedUrl(paths.webVersion(tokenMark("web")), baseUrl));
  const pixel = pixelHtml(markedUrl(paths.trackOpen(tokenMark("track")), baseUrl));
  return [
    ...slots(marked.slice(0, bodyStart)),
    ...(hasWebVersion ? literal(webLink) : []),
    ...slots(marked.slice(bodyStart, end)),
    ...literal(footerHtml(frozen.footer, unsubscribeUrl(baseUrl), tracks)),
    ...(tracks ? literal(pixel) : []),
    ...slots(marked.slice(end)),
  ];
}

function compileText(frozen: FrozenDelivery, baseUrl: string): Piece[] {
  const body = frozen.text.trim() === "" ? htmlToText(frozen.html) : frozen.text;
  const webLink = webVersionText(markedUrl(paths.webVersion(tokenMark("web")), baseUrl));
  const isTracked = (frozen.tracks ?? false) && frozen.html.trim() !== "";
  const footer = footerText(frozen.footer, unsubscribeUrl(baseUrl), isTracked);
  return [
    ...(frozen.hasWebVersion ? literal(webLink) : []),
    ...withoutEnd(parseTemplate(body).pieces),
    ...literal(`\n\n${footer}`),
  ];
}

const unsubscribeUrl = (baseUrl: string): string =>
  markedUrl(paths.unsubscribe(tokenMark("unsubscribe")), baseUrl);

/** A text of the service's own: its marks are slots, its braces are not. */
const literal = (text: string): Piece[] => withTokenSlots([{ kind: "literal", text }]);

/** As text: a URL would encode the mark. */
const markedUrl = (path: string, baseUrl: string) => `${new URL("/", baseUrl).origin}${path}`;

function tokensOf(
  { tracks, hasWebVersion }: FrozenDelivery,
  recipient: MessageRecipient,
): MailTokens {
  return {
    unsubscribe: unsubscribeToken(recipient),
    ...(tracks && { track: signMailToken("mail-track", recipient) }),
    ...(hasWebVersion && { web: signMailToken("mail-web", recipient) }),
  };
}

/** Names the recipient in the unsubscribe links of a message; the same recipient always gets the same token. */
export function unsubscribeToken(recipient: Omit<MessageRecipient, "email" | "merge">): string {
  const { tenantId, deliveryId, batchNo, addressId } = recipient;
  return signToken("unsubscribe", `${tenantId}:${deliveryId}:${batchNo}:${addressId}`);
}

/** What the provider's events tell the recipient by. */
export const messageTags: Record<string, (recipient: MessageRecipient) => string> = {
  tenant: ({ tenantId }) => tenantId,
  delivery: ({ deliveryId }) => deliveryId,
  batch: ({ batchNo }) => String(batchNo),
  address: ({ addressId }) => addressId,
};

const tagsOf = (recipient: MessageRecipient) =>
  Object.entries(messageTags).map(([name, value]) => ({ name, value: value(recipient) }));
