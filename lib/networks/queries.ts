import "server-only";
import { eq } from "drizzle-orm";
import { networkPolicies } from "@/db/schema/account-changes";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { Network } from "./rules";

export type NetworkPolicy = { isOn: boolean; networks: Network[] };

export async function getNetworkPolicy(ctx: TenantContext): Promise<NetworkPolicy> {
  authorize(ctx, "access:write");
  const [row] = await readTransaction(ctx, (tx) =>
    tx.select().from(networkPolicies).where(eq(networkPolicies.tenantId, ctx.tenantId)),
  );
  const notes = row?.notes ?? [];
  const networks = (row?.ranges ?? []).map((range, at) => ({ range, note: notes[at] ?? "" }));
  return { isOn: row?.isOn ?? false, networks };
}
