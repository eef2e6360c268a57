import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { signOnProviders } from "@/db/schema/sign-on";
import { users } from "@/db/schema/users";
import type { signInWays } from "@/db/values";
import { AppError } from "@/lib/errors";

export type SignInWay = (typeof signInWays)[number];

/** Throws where the tenant wants single sign-on alone; master accounts keep their own way in. */
export async function refuseOtherWays(
  tx: Transaction,
  user: { tenantId: string; id: string },
  way: SignInWay,
): Promise<void> {
  if (way === "single_sign_on") return;
  const [row] = await tx
    .select({ role: users.role })
    .from(users)
    .innerJoin(signOnProviders, eq(signOnProviders.tenantId, users.tenantId))
    .where(
      and(
        eq(users.tenantId, user.tenantId),
        eq(users.id, user.id),
        eq(signOnProviders.isOn, true),
        eq(signOnProviders.isRequired, true),
      ),
    );
  if (row && row.role !== "master")
    throw new AppError("not_permitted", "signOn.problems.only_sign_on");
}
