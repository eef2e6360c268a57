"use server";

import { getLocale } from "next-intl/server";
import { publicAction, tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { recoverNetworks, requestNetworkRecovery, updateNetworkPolicy } from "./mutations";
import { networkPolicySchema, networkRecoverySchema, requestRecoverySchema } from "./schema";

export const updateNetworkPolicyAction = tenantAction(networkPolicySchema, updateNetworkPolicy, {
  revalidate: [paths.networkSettings],
  needsProof: true,
});
export const requestNetworkRecoveryAction = tenantAction(
  requestRecoverySchema,
  async (ctx) => requestNetworkRecovery(ctx, { locale: await getLocale() }),
  { isOutside: true, needsProof: true },
);
export const recoverNetworksAction = publicAction(networkRecoverySchema, async (request, input) =>
  recoverNetworks(request, { ...input, locale: await getLocale() }),
);
