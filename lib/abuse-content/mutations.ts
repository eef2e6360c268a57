import "server-only";
import type { Transaction } from "@/db/client";
import { openFinding } from "@/lib/abuse/mutations";
import { readAbuseThresholds } from "@/lib/abuse/queries";
import { compare } from "@/lib/abuse/rules";
import { contentScore, contentSignals } from "./rules";

type Screened = { tenantId: string; id: string; subject: string; html: string; text: string };

/** Looks at what a delivery says as it is handed over to be sent; a finding holds counts, never the content. */
export async function screenDelivery(tx: Transaction, delivery: Screened): Promise<void> {
  const signals = contentSignals(delivery);
  const breach = compare("content", contentScore(signals), await readAbuseThresholds(), signals);
  if (breach) await openFinding(tx, delivery.tenantId, `${delivery.id}/${breach.value}`, breach);
}
