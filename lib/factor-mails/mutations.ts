import "server-only";
import type { Transaction } from "@/db/client";
import { enqueue } from "@/lib/queue/enqueue";
import type { FactorMailInput } from "./schema";

/** Has a user told by mail that something about their second step has changed; sent only when the change is. */
export function enqueueFactorMail(
  tx: Transaction,
  user: { tenantId: string; id: string },
  { kind, locale }: Pick<FactorMailInput, "kind" | "locale">,
): Promise<void> {
  const { tenantId, id: userId } = user;
  return enqueue(tx, "factors.send-mail", { tenantId, userId, kind, locale });
}
