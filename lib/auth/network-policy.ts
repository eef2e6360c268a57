import { networkPolicies } from "@/db/schema/account-changes";
import { isInRanges } from "@/lib/ip-ranges";

/** Read with the session's row. */
export const networkColumns = {
  isNetworkLimited: networkPolicies.isOn,
  networkRanges: networkPolicies.ranges,
};

/** Whether a tenant that allows certain networks alone does not allow the one a request came from. */
export const isOutsideNetworks = (
  row: { isNetworkLimited: boolean | null; networkRanges: string[] | null },
  ip: string | null,
): boolean => row.isNetworkLimited === true && !isInRanges(ip, row.networkRanges ?? []);
