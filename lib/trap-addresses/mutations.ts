import "server-only";
import { eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { trapAddresses } from "@/db/schema/abuse";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { fieldError, notFound } from "@/lib/errors";
import type { AddTrapInput, RemoveTrapInput } from "./schema";

/** From the next delivery on, whoever has this address among its recipients is stopped. */
export async function addTrap(
  operator: OperatorContext,
  { email, note }: AddTrapInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const added = await tx
      .insert(trapAddresses)
      .values({ email, note, createdBy: operator.operator.name })
      .onConflictDoNothing()
      .returning({ email: trapAddresses.email });
    if (added.length === 0) throw fieldError("email", "operatorAbuse.errors.trapKnown", "conflict");
    await recordOperatorAudit(tx, operator, {
      action: "trap.added",
      targetType: "trap",
      targetId: email,
      details: { after: { note } },
    });
  });
}

/** The address is one like any other from now on. */
export async function removeTrap(
  operator: OperatorContext,
  { email }: RemoveTrapInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const removed = await tx
      .delete(trapAddresses)
      .where(eq(trapAddresses.email, email))
      .returning({ note: trapAddresses.note });
    const [before] = removed;
    if (!before) throw notFound();
    await recordOperatorAudit(tx, operator, {
      action: "trap.removed",
      targetType: "trap",
      targetId: email,
      details: { before },
    });
  });
}
