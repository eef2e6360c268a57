import { paths } from "@/lib/paths";

/** Parts of the manual, in the order of the table of contents. */
export const manualParts = [
  "start",
  "sending",
  "audience",
  "admin",
  "service",
  "reference",
] as const;
export type ManualPart = (typeof manualParts)[number];

/** The text under one heading, as Markdown; the page's introduction has level 1 and no anchor. */
export type ManualSection = { level: 1 | 2 | 3; title: string; anchor: string; body: string };

export type ManualPage = {
  slug: string;
  title: string;
  part: ManualPart;
  order: number;
  sections: ManualSection[];
};

/** The manual's page for each screen; the first pattern that fits an address counts. */
export const helpPages: readonly (readonly [pattern: string, page: string])[] = [
  ["/dashboard", "dashboard"],
  ["/notices", "notices"],
  ["/notices/[id]", "notices"],
  ["/deliveries", "deliveries"],
  ["/deliveries/new", "compose"],
  ["/deliveries/compare", "deliveries#compare"],
  ["/deliveries/[id]", "history"],
  ["/deliveries/[id]/edit", "compose"],
  ["/deliveries/[id]/approval", "approvals"],
  ["/deliveries/[id]/recipients", "history#recipients"],
  ["/deliveries/[id]/recipients/[address]", "history#recipients"],
  ["/senders", "senders"],
  ["/addresses", "addresses"],
  ["/addresses/new", "addresses#add"],
  ["/addresses/[id]", "addresses#detail"],
  ["/addresses/[id]/edit", "addresses#detail"],
  ["/tags", "tags"],
  ["/groups", "groups"],
  ["/groups/new", "groups#create"],
  ["/groups/[id]", "groups#create"],
  ["/attributes", "attributes"],
  ["/imports", "imports"],
  ["/imports/new", "imports#upload"],
  ["/imports/[id]", "imports#mapping"],
  ["/suppressions", "suppressions"],
  ["/signup-forms", "signup-forms"],
  ["/signup-forms/new", "signup-forms#create"],
  ["/signup-forms/[id]", "signup-forms#create"],
  ["/users", "users"],
  ["/users/[id]", "permissions"],
  ["/settings", "settings"],
  ["/support", "support#contact"],
  ["/support/new", "support#contact"],
  ["/support/chatwork", "support#chatwork"],
  ["/support/[id]", "support#answers"],
  ["/isolation", "isolation"],
  ["/audit", "audit"],
  ["/utilities", "utilities"],
  ["/evidence", "audit#evidence"],
  ["/account", "account"],
  ["/account/security", "account#second-step"],
  ["/account/proof", "account#proof"],
  ["/account/sign-ins", "account#sign-ins"],
  ["/roles", "permissions#own-roles"],
  ["/roles/new", "permissions#own-roles"],
  ["/roles/[id]", "permissions#own-roles"],
  ["/settings/second-step", "settings#second-step"],
  ["/settings/networks", "settings#networks"],
  ["/sign-in/network", "settings#networks"],
  ["/network-recovery/[token]", "settings#networks"],
  ["/settings/sending", "settings#sending"],
  ["/settings/approvals", "approvals#rule"],
  ["/settings/sessions", "settings#sessions"],
  ["/settings/sign-on", "settings#sign-on"],
  ["/settings/api", "api#token"],
  ["/settings/chatwork", "settings#chatwork"],
  ["/settings/limits", "limits#daily"],
  ["/sending-brake", "limits#brake"],
  ["/contract/ending", "contract#how"],
  ["/billing", "billing"],
  ["/billing/invoices/[id]", "billing#invoices"],
  ["/incidents", "support#incident"],
  ["/incidents/report", "support#incident"],
  ["/incidents/[id]", "support#incident"],
  ["/sign-in/second-step", "sign-in#second-step"],
  ["/sign-in/set-up", "account#second-step"],
  ["/sign-in/sign-on", "sign-in#sign-on"],
  ["/sign-in", "sign-in"],
  ["/sign-in/terms", "sign-in#terms"],
  ["/password-reset", "sign-in#reset"],
  ["/password-reset/[token]", "sign-in#reset"],
  ["/invitation/[token]", "sign-in#invitation"],
  ["/email-change/[token]", "account#email"],
  ["/sign-up", "sign-up"],
  ["/sign-up/sent", "sign-up#mail"],
  ["/sign-up/payment/[token]", "sign-up#payment"],
  ["/sign-up/payment-result", "sign-up#payment"],
  ["/sign-up/resume/[token]", "sign-up#resume"],
  ["/sign-up/registration", "sign-up#registration"],
  ["/sign-up/progress", "sign-up#build"],
];

/** Where the help of a screen is: its page of the manual, or the manual's front page. */
export function helpHref(pathname: string): string {
  const found = helpPages.find(([pattern]) => fits(pattern, pathname));
  return found ? manualHref(found[1]) : paths.manual;
}

function fits(pattern: string, pathname: string): boolean {
  const wanted = pattern.split("/");
  const given = pathname.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith("[") ? given[at] !== "" : part === given[at]))
  );
}

/** A link as the manual's texts write it: `page`, `page#anchor` or `#anchor` is of the manual itself. */
export function manualHref(href: string): string {
  if (/^([a-z]+:|\/|#)/.test(href)) return href;
  const [slug = "", anchor] = href.split("#");
  return anchor ? `${paths.manualPage(slug)}#${anchor}` : paths.manualPage(slug);
}

const isPart = (text: string | undefined): text is ManualPart =>
  manualParts.some((part) => part === text);

/** Reads a page: `title`, `part` and `order` before the text, headings as `## Title {#anchor}`. Throws on any other. */
export function parseManualPage(slug: string, source: string): ManualPage {
  const [, front = "", text = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  const fields = new Map(
    front.split("\n").map((line) => {
      const [name = "", ...rest] = line.split(": ");
      return [name, rest.join(": ").trim()] as const;
    }),
  );
  const [title, part, order] = [fields.get("title"), fields.get("part"), fields.get("order")];
  if (!title || !isPart(part) || !Number.isInteger(Number(order)))
    throw new Error(`manual page ${slug} lacks a title, part or order`);
  return { slug, title, part, order: Number(order), sections: parseSections(slug, title, text) };
}

function parseSections(slug: string, title: string, text: string): ManualSection[] {
  const sections: ManualSection[] = [{ level: 1, title, anchor: "", body: "" }];
  for (const line of text.split("\n")) {
    const heading = /^(#{2,3}) (.+)$/.exec(line);
    if (heading) sections.push(parseHeading(slug, heading[1] ?? "", heading[2] ?? ""));
    else (sections.at(-1) as ManualSection).body += `${line}\n`;
  }
  return sections.map((section) => ({ ...section, body: section.body.trim() }));
}

function parseHeading(slug: string, marks: string, text: string): ManualSection {
  const match = /^(.+?) \{#([a-z0-9-]+)\}$/.exec(text);
  if (!match?.[1] || !match[2]) throw new Error(`manual page ${slug}: no anchor in "${text}"`);
  return { level: marks.length === 2 ? 2 : 3, title: match[1], anchor: match[2], body: "" };
}
