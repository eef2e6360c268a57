import type { FrozenDelivery } from "@/db/schema/deliveries";
import messages from "@/messages/ja/sending.json";
import { escapeHtml } from "./rules";

type Footer = FrozenDelivery["footer"];

const words = messages.footer;
const rule = "-".repeat(40);

/** What the law asks of every mail (特定電子メールの送信の適正化等に関する法律 第4条): sender, address, contact, opt-out. */
export function footerHtml(footer: Footer, link: string, isTracked = false): string {
  const lines = linesOf(footer, isTracked).map(escapeHtml).join("<br>");
  return `<div style="margin-top:32px;padding-top:16px;border-top:1px solid #d4d4d8;font-size:12px;line-height:1.7;color:#52525b">${lines}<br><a href="${escapeHtml(link)}" style="color:#52525b">${escapeHtml(words.unsubscribe)}</a></div>`;
}

export function footerText(footer: Footer, link: string, isTracked = false): string {
  return [rule, ...linesOf(footer, isTracked), words.unsubscribe, link, rule].join("\n");
}

/** Nothing to see: only that it is fetched tells that the mail was opened. */
export const pixelHtml = (url: string): string =>
  `<img src="${escapeHtml(url)}" width="1" height="1" alt="" style="display:block;border:0">`;

export const webVersionHtml = (url: string): string =>
  `<div style="margin-bottom:16px;font-size:12px;text-align:right"><a href="${escapeHtml(url)}" style="color:#52525b">${escapeHtml(words.webVersion)}</a></div>`;

export const webVersionText = (url: string): string => `${words.webVersion}\n${url}\n\n`;

function linesOf(footer: Footer, isTracked: boolean): string[] {
  return [
    words.sender.replace("{name}", () => footer.legalName),
    words.postalAddress.replace("{address}", () => footer.postalAddress),
    words.contact.replace("{contact}", () => footer.complaintContact),
    ...(isTracked ? [words.tracking] : []),
  ];
}
