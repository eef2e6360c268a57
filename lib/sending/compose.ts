import type { FrozenDelivery, MergeValues } from "@/db/schema/deliveries";
import { paths } from "@/lib/paths";
import { signToken } from "@/lib/tokens";
import { footerHtml, footerText } from "./footer";
import { htmlToText } from "./html-to-text";
import { parseTemplate, renderPieces } from "./rules";
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
  const html = compileHtml(frozen);
  const text = compileText(frozen);
  const replyTo = frozen.replyTo ? { reply_to: wireAddress(frozen.replyTo) } : {};
  return (recipient) => {
    const token = unsubscribeToken(recipient);
    const link = new URL(paths.unsubscribe(token), baseUrl).href;
    const oneClick = new URL(paths.oneClickUnsubscribe(token), baseUrl).href;
    return {
      from,
      to: [wireAddress(recipient.email)],
      subject: renderPieces(subject, recipient.merge, "header"),
      ...(html && { html: html(recipient.merge, link) }),
      text: text(recipient.merge, link),
      ...replyTo,
      headers: {
        "List-Unsubscribe": `<${oneClick}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      },
      tags: tagsOf(recipient),
    };
  };
}

type Body = (values: MergeValues, link: string) => string;

function compileHtml(frozen: FrozenDelivery): Body | undefined {
  if (frozen.html.trim() === "") return undefined;
  const end = [...frozen.html.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? frozen.html.length;
  const before = parseTemplate(frozen.html.slice(0, end)).pieces;
  const after = parseTemplate(frozen.html.slice(end)).pieces;
  return (values, link) =>
    renderPieces(before, values, "html") +
    footerHtml(frozen.footer, link) +
    renderPieces(after, values, "html");
}

function compileText(frozen: FrozenDelivery): Body {
  const body = frozen.text.trim() === "" ? htmlToText(frozen.html) : frozen.text;
  const pieces = parseTemplate(body).pieces;
  return (values, link) =>
    `${renderPieces(pieces, values, "text").trimEnd()}\n\n${footerText(frozen.footer, link)}`;
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
