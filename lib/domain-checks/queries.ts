import "server-only";
import { and, eq } from "drizzle-orm";
import { senders } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { readDnsTexts } from "@/lib/dns-text";
import { env } from "@/lib/env";
import {
  type DnsAnswers,
  judgeDomain,
  type MailProof,
  namesToAsk,
  type RecordCheck,
} from "./rules";
import type { CheckDomainInput } from "./schema";

export type DomainCheck = { domain: string; checks: RecordCheck[] };

/** How long a page waits for the DNS. */
const patienceMs = 4_000;
const keptMs = 60_000;
const mostKept = 500;
type Kept = { answers: Promise<DnsAnswers>; until: number };
const kept = new Map<string, Kept>();

/** What the DNS says now about the domain of a sender; null without a sender. */
export async function checkDomain(
  ctx: TenantContext,
  { senderId }: CheckDomainInput,
): Promise<DomainCheck | null> {
  authorize(ctx, "deliveries:read");
  if (!senderId) return null;
  const [sender] = await readTransaction(ctx, (tx) =>
    tx
      .select({ email: senders.email })
      .from(senders)
      .where(and(eq(senders.tenantId, ctx.tenantId), eq(senders.id, senderId))),
  );
  if (!sender) return null;
  const domain = sender.email.slice(sender.email.lastIndexOf("@") + 1).toLowerCase();
  const proof = mailProof();
  return { domain, checks: judgeDomain(domain, proof, await ask(domain, proof)) };
}

function mailProof(): MailProof {
  const { MAIL_RETURN_HOST, MAIL_SPF_INCLUDE, MAIL_DKIM_SELECTOR, MAIL_TRANSPORT } = env();
  const isOwnServer = MAIL_TRANSPORT === "smtp";
  return {
    returnHost: MAIL_RETURN_HOST ?? (isOwnServer ? "" : "send"),
    include: MAIL_SPF_INCLUDE ?? (isOwnServer ? "" : "amazonses.com"),
    selector: MAIL_DKIM_SELECTOR ?? (isOwnServer ? "mail" : "resend"),
  };
}

/** Everybody who asks within a minute gets the same answers; only complete ones are kept. */
function ask(domain: string, proof: MailProof): Promise<DnsAnswers> {
  const known = kept.get(domain);
  if (known && known.until > Date.now()) return known.answers;
  const answers = askAll(namesToAsk(domain, proof));
  kept.delete(domain);
  kept.set(domain, { answers, until: Date.now() + keptMs });
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest) kept.delete(oldest);
  void answers.then((found) => {
    if ([...found.values()].includes(null)) kept.delete(domain);
  });
  return answers;
}

async function askAll(names: string[]): Promise<DnsAnswers> {
  const timeUp = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref());
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const texts = readDnsTexts(name).catch(() => null);
        return [name, await Promise.race([texts, timeUp])] as const;
      }),
    ),
  );
}
