import "server-only";
import { and, eq } from "drizzle-orm";
import { deliveries, recipients } from "@/db/schema/deliveries";
import { deliveryLinks } from "@/db/schema/delivery-links";
import { readTransaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { frameDocument } from "@/lib/previews/rules";
import { composeMessage, type ProviderMessage } from "@/lib/sending/compose";
import { parseTemplate, renderPieces } from "@/lib/sending/rules";
import { type MailLink, readMailToken } from "./rules";

/** Where a link of a mail leads for its recipient; null when there is no such link. */
export async function findTarget(link: MailLink, linkNo: number): Promise<string | null> {
  const { tenantId, deliveryId } = link;
  return readTransaction(contextForJob(tenantId, "tracking"), async (tx) => {
    const [found] = await tx
      .select({ url: deliveryLinks.url, merge: recipients.merge })
      .from(deliveryLinks)
      .innerJoin(recipients, ofRecipient(link))
      .where(
        and(
          eq(deliveryLinks.tenantId, tenantId),
          eq(deliveryLinks.deliveryId, deliveryId),
          eq(deliveryLinks.linkNo, linkNo),
        ),
      );
    if (!found) return null;
    const url = renderPieces(parseTemplate(found.url).pieces, found.merge, "header");
    return URL.canParse(url) ? new URL(url).href : null;
  });
}

/** The recipient's mail as a page of its own; null when the token or the page does not exist. */
export async function findWebVersion(
  token: string,
): Promise<Pick<ProviderMessage, "html" | "text"> | null> {
  const link = readMailToken("mail-web", token);
  if (!link) return null;
  return readTransaction(contextForJob(link.tenantId, "tracking"), async (tx) => {
    const [found] = await tx
      .select({
        frozen: deliveries.frozen,
        email: recipients.email,
        merge: recipients.merge,
      })
      .from(deliveries)
      .innerJoin(recipients, ofRecipient(link))
      .where(and(eq(deliveries.tenantId, link.tenantId), eq(deliveries.id, link.deliveryId)));
    if (!found?.frozen?.hasWebVersion) return null;
    // Whoever opens the page is not said to have opened the mail.
    const frozen = { ...found.frozen, tracks: false, hasWebVersion: false };
    const { email, merge } = found;
    const { html, text } = composeMessage(
      frozen,
      { ...link, email, merge },
      { baseUrl: env().ECAI_URL },
    );
    return html === undefined ? { text } : { html: frameDocument(html), text };
  });
}

const ofRecipient = ({ tenantId, deliveryId, batchNo, addressId }: MailLink) =>
  and(
    eq(recipients.tenantId, tenantId),
    eq(recipients.deliveryId, deliveryId),
    eq(recipients.batchNo, batchNo),
    eq(recipients.addressId, addressId),
  );
