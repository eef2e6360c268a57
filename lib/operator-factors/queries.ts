import { and, eq, gt, isNull } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { operators } from "@/db/schema/control";
import { operatorChallenges } from "@/db/schema/factors";
import { parseChallenge } from "@/lib/auth/challenges";
import { operatorOwner } from "@/lib/auth/factor-owner";
import { countRecoveryCodes, hasTotp } from "@/lib/auth/factor-store";

/** Whose sign-in a challenge belongs to and what they may show, or null when it has ended. */
export async function findOperatorChallenge(token: string | undefined) {
  const parsed = parseChallenge(token);
  if (parsed?.scope !== "operator") return null;
  const [operator] = await controlDb()
    .select({ id: operators.id, name: operators.name, email: operators.email })
    .from(operatorChallenges)
    .innerJoin(operators, eq(operators.id, operatorChallenges.operatorId))
    .where(
      and(
        eq(operatorChallenges.tokenHash, parsed.tokenHash),
        isNull(operatorChallenges.usedAt),
        gt(operatorChallenges.expiresAt, new Date()),
        eq(operators.state, "active"),
      ),
    );
  if (!operator) return null;
  const owner = operatorOwner(operator);
  const methods = {
    hasTotp: await hasTotp(controlDb(), owner),
    hasPasskey: false,
    hasRecovery: (await countRecoveryCodes(controlDb(), owner)) > 0,
  };
  return { ...operator, tokenHash: parsed.tokenHash, methods };
}
