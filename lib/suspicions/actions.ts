"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { blockNetwork, unblockNetwork } from "./mutations";
import { blockNetworkSchema, unblockNetworkSchema } from "./schema";

export const blockNetworkAction = operatorAction(blockNetworkSchema, blockNetwork, {
  revalidate: [paths.operatorSuspicious],
  needsProof: true,
});
export const unblockNetworkAction = operatorAction(unblockNetworkSchema, unblockNetwork, {
  revalidate: [paths.operatorSuspicious],
  needsProof: true,
});
