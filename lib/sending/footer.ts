import type { FrozenDelivery } from "@/db/schema/deliveries";
import messages from "@/messages/ja/sending.json";
import { escapeHtml } from "./rules";

type Footer = FrozenDelivery["footer"];

const words = messages.footer;
const rule = "-".repeat(40);

/** What the law asks of every mail (特定電子メールの送信の適正化等に関する法律 第4条): sender, address, contact, opt-out. */
export function footerHtml(footer: Footer, link: string): string {
  const lines = linesOf(footer).map(escapeHtml).join("<br>");
  return `<div style="margin-top:32px;padding-top:16px;border-top:1px solid #d4d4d8;font-size:12px;line-height:1.7;color:#52525b">${lines}<br><a href="${escapeHtml(link)}" style="color:#52525b">${escapeHtml(words.unsubscribe)}</a></div>`;
}

export function footerText(footer: Footer, link: string): string {
  return [rule, ...linesOf(footer), words.unsubscribe, link, rule].join("\n");
}

function linesOf(footer: Footer): string[] {
  return [
    words.sender.replace("{name}", () => footer.legalName),
    words.postalAddress.replace("{address}", () => footer.postalAddress),
    words.contact.replace("{contact}", () => footer.complaintContact),
  ];
}
