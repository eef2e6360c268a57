export const domainRecords = ["spf", "dkim", "dmarc"] as const;
export type DomainRecord = (typeof domainRecords)[number];

/** `wrong`: a record is there and does not do; `unknown`: no DNS server gave an answer. */
export type RecordStatus = "ok" | "missing" | "wrong" | "unknown";

export type RecordCheck = {
  record: DomainRecord;
  status: RecordStatus;
  /** Where the record belongs. */
  name: string;
  /** What to put there; null where the mail provider issues the value. */
  value: string | null;
  found: string | null;
};

/** How the mail provider's mails prove themselves. */
export type MailProof = {
  /** The host below the sender's domain that bounces go to, before the domain itself; empty for the domain. */
  returnHost: string;
  /** What SPF has to include; empty where any record does. */
  include: string;
  /** The name of the provider's DKIM key. */
  selector: string;
};

/** Texts by the name that was asked for; null where no DNS server answered. */
export type DnsAnswers = ReadonlyMap<string, readonly string[] | null>;

/** Every name that has to be asked for to judge the domain. */
export function namesToAsk(domain: string, proof: MailProof): string[] {
  const names = [returnName(domain, proof), domain, dkimName(domain, proof)];
  return [...new Set([...names, ...dmarcNames(domain)])];
}

export const judgeDomain = (
  domain: string,
  proof: MailProof,
  answers: DnsAnswers,
): RecordCheck[] => [
  judgeSpf(domain, proof, answers),
  judgeDkim(domain, proof, answers),
  judgeDmarc(domain, answers),
];

const returnName = (domain: string, { returnHost }: MailProof) =>
  returnHost ? `${returnHost}.${domain}` : domain;
const dkimName = (domain: string, { selector }: MailProof) => `${selector}._domainkey.${domain}`;

/** The domain's own policy first, then those of the domains above it (DMARC's tree walk), without the last label. */
function dmarcNames(domain: string): string[] {
  const labels = domain.split(".");
  const count = Math.min(labels.length - 1, mostParents);
  return Array.from({ length: count }, (_, index) => `_dmarc.${labels.slice(index).join(".")}`);
}
const mostParents = 5;

/** Two SPF records at one name are an error that fails every check (RFC 7208, 4.5). */
function judgeSpf(domain: string, proof: MailProof, answers: DnsAnswers): RecordCheck {
  const name = returnName(domain, proof);
  const value = proof.include ? `v=spf1 include:${proof.include} ~all` : "v=spf1 mx ~all";
  const own = spfAt(answers, name);
  // Bounces may as well go to the domain itself: then its record is the one that counts.
  const texts = own?.length === 0 && name !== domain ? spfAt(answers, domain) : own;
  const expected = { record: "spf", name, value } as const;
  if (!texts) return { ...expected, status: "unknown", found: null };
  const [found = null] = texts;
  if (found === null) return { ...expected, status: "missing", found };
  const terms = found.toLowerCase().split(/\s+/);
  const isIncluded = proof.include === "" || terms.some((term) => isInclude(term, proof.include));
  if (texts.length === 1 && isIncluded) return { ...expected, status: "ok", found };
  // A domain's record for its other mail is no fault of it: the one for bounces is what is missing.
  const isElsewhere = own?.length === 0;
  return {
    ...expected,
    status: isElsewhere ? "missing" : "wrong",
    found: isElsewhere ? null : found,
  };
}

const isInclude = (term: string, include: string) =>
  [`include:${include}`, `+include:${include}`, `redirect=${include}`].includes(term);

function spfAt(answers: DnsAnswers, name: string): string[] | null {
  const texts = answers.get(name);
  return texts ? texts.filter((text) => /^v=spf1(\s|$)/i.test(text)) : null;
}

/** A key without a value has been withdrawn (RFC 6376, 3.6.1). */
function judgeDkim(domain: string, proof: MailProof, answers: DnsAnswers): RecordCheck {
  const name = dkimName(domain, proof);
  const expected = { record: "dkim", name, value: null } as const;
  const texts = answers.get(name) ?? null;
  if (!texts) return { ...expected, status: "unknown", found: null };
  const [found = null] = texts;
  if (found === null) return { ...expected, status: "missing", found };
  const isUsable = texts.some((text) => /(^|;)\s*p\s*=\s*[A-Za-z0-9+/]/.test(text));
  return { ...expected, status: isUsable ? "ok" : "wrong", found };
}

function judgeDmarc(domain: string, answers: DnsAnswers): RecordCheck {
  const names = dmarcNames(domain);
  const expected = {
    record: "dmarc",
    name: `_dmarc.${domain}`,
    value: "v=DMARC1; p=none;",
  } as const;
  for (const name of names) {
    const texts = answers.get(name) ?? null;
    if (!texts) return { ...expected, status: "unknown", found: null };
    const policies = texts.filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
    const [found] = policies;
    if (found === undefined) continue;
    const isReadable =
      policies.length === 1 && /;\s*p\s*=\s*(none|quarantine|reject)\s*(;|$)/i.test(found);
    return { ...expected, status: isReadable ? "ok" : "wrong", found };
  }
  return { ...expected, status: "missing", found: null };
}
