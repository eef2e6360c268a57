import ipaddr from "ipaddr.js";

export type ContentSignal = "shortener" | "rawIp" | "mismatch" | "phishing";
type Texts = { subject: string; html: string; text: string };

/** A link that hides where it goes weighs more than words that honest mail uses too. */
const weights: Record<ContentSignal, number> = { shortener: 1, rawIp: 3, mismatch: 2, phishing: 1 };
/** However often a signal comes, it counts so many times at most. */
const countsMost = 3;
const linksMost = 500;

const shorteners = new Set([
  "bit.ly",
  "buff.ly",
  "cutt.ly",
  "goo.gl",
  "is.gd",
  "ow.ly",
  "qr.ae",
  "rb.gy",
  "rebrand.ly",
  "s.id",
  "shorturl.at",
  "t.co",
  "t.ly",
  "tiny.cc",
  "tinyurl.com",
  "ux.nu",
  "v.gd",
  "x.gd",
]);

const phishingPhrases = [
  /(アカウント|口座|カード).{0,12}(停止|凍結|制限|無効)/u,
  /(本人|お客様|ご契約)(様)?(情報|確認).{0,12}(更新|再入力|再登録|確認).{0,20}(ください|お願い)/u,
  /(パスワード|暗証番号|ワンタイム|認証コード).{0,20}(入力|返信|ご連絡|お知らせください)/u,
  /(不正|第三者)(な)?(アクセス|利用|ログイン|サインイン).{0,12}(検知|確認|検出)/u,
  /(24|48|72) ?時間以内.{0,20}(確認|更新|手続|ログイン)/u,
  /verify your (account|identity|password|billing|payment)/i,
  /(account|card) (has been|will be|is) (suspended|locked|limited|disabled)/i,
  /(unusual|suspicious) (sign-?in|log-?in|activity)/i,
  /(confirm|update|re-?enter) your (password|card|bank|payment|login)/i,
];

/** Which signs of fraud a mail's content shows, and how often each. Nothing of the content itself is in the answer. */
export function contentSignals({ subject, html, text }: Texts): Record<ContentSignal, number> {
  const links = [...linksOf(html), ...plainLinks(text)];
  const words = `${subject}\n${html.replace(/<[^<>]*>/g, " ")}\n${text}`.normalize("NFKC");
  const hosts = links.map(({ href }) => hostOf(href));
  return {
    shortener: hosts.filter((host) => host && shorteners.has(host.replace(/^www\./, ""))).length,
    rawIp: hosts.filter((host) => host && ipaddr.isValid(host.replace(/^\[|\]$/g, ""))).length,
    mismatch: links.filter(isMismatch).length,
    phishing: phishingPhrases.filter((phrase) => phrase.test(words)).length,
  };
}

/** The signals as one number to compare. */
export function contentScore(signals: Record<ContentSignal, number>): number {
  return (Object.keys(weights) as ContentSignal[]).reduce(
    (sum, name) => sum + weights[name] * Math.min(signals[name], countsMost),
    0,
  );
}

type Link = { href: string; label: string };

/** Links with what they show, as far as one pass finds them. */
function linksOf(html: string): Link[] {
  const found: Link[] = [];
  for (const match of html.matchAll(/<a\s[^<>]{0,4000}>/gi)) {
    if (found.length >= linksMost) break;
    const href = /\bhref\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/i.exec(match[0])?.[1];
    if (!href) continue;
    const from = match.index + match[0].length;
    const shown = html.slice(from, from + 500).split(/<\/a/i, 1)[0] ?? "";
    found.push({ href: href.replace(/^["']|["']$/g, ""), label: shown.replace(/<[^<>]*>/g, "") });
  }
  return found;
}

const plainLinks = (text: string): Link[] =>
  [...text.matchAll(/https?:\/\/[^\s<>"'）」]{1,2000}/g)]
    .slice(0, linksMost)
    .map(([href]) => ({ href, label: "" }));

function hostOf(address: string): string | null {
  if (!/^https?:/i.test(address.trim())) return null;
  try {
    return new URL(address.trim().replaceAll("&amp;", "&")).hostname.toLowerCase();
  } catch {
    return null;
  }
}

/** Shows one site's address and leads to another's; a part of the same site is honest. */
function isMismatch({ href, label }: Link): boolean {
  const shown = label.normalize("NFKC").trim().toLowerCase();
  const named = /^(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/:?#]|$)/.exec(shown)?.[1];
  const target = hostOf(href);
  if (!named || !target) return false;
  const bare = (host: string) => host.replace(/^www\./, "");
  const [a, b] = [bare(named), bare(target)];
  return a !== b && !a.endsWith(`.${b}`) && !b.endsWith(`.${a}`);
}
