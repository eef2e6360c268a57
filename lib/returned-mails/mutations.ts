import "server-only";
import { type BounceReport, bounceKind, parseBounceReport } from "@/lib/bounce-reports/rules";
import type { ReadMailInput } from "@/lib/inbound-mails/schema";
import { log } from "@/lib/log";
import { fetchRawMail, fetchReceivedMail } from "@/lib/mail/received-mail";
import { readReturnPath } from "@/lib/return-paths/rules";
import { storeProviderEvent } from "@/lib/sending/events";
import { findReturnedRecipient } from "./queries";

const types = {
  failed: "email.bounced",
  delayed: "email.delivery_delayed",
  delivered: "email.delivered",
} as const satisfies Record<BounceReport["action"], string>;

/**
 * Makes of a returned mail an event of the message that it returned, stored raw and applied as the mail provider's own
 * are. An identity that was not signed here, or names nobody, has no effect.
 */
export async function readReturnedMail({
  emailId,
  localPart,
  receivedAt,
}: ReadMailInput): Promise<void> {
  const returned = readReturnPath(localPart);
  const tags = returned && (await findReturnedRecipient(returned));
  const mail = tags && (await fetchReceivedMail(emailId));
  if (!mail) return;
  const report = await parseBounceReport(await fetchRawMail(mail));
  if (!report) {
    log.info({ emailId }, "a returned mail is no delivery report");
    return;
  }
  const { status, diagnostic, action } = report;
  const message = [status, diagnostic].filter(Boolean).join(" ");
  const bounce = action === "failed" ? { bounce: { ...bounceKind(report), message } } : {};
  await storeProviderEvent(`inbound:${emailId}:${localPart}`, {
    type: types[action],
    created_at: receivedAt.toISOString(),
    data: { tags, ...bounce, inbound_id: emailId, report },
  });
}
