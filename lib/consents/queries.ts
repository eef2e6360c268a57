import "server-only";
import { and, isNotNull, isNull, type SQL } from "drizzle-orm";
import { addresses } from "@/db/schema/addresses";

/**
 * The rows of `addresses` with, or without, a record of consent: the condition for lists, for groups and for
 * leaving addresses without a basis out of a delivery.
 */
export function consentCondition(wanted: "recorded" | "missing"): SQL | undefined {
  return wanted === "recorded"
    ? and(isNotNull(addresses.consentSource), isNotNull(addresses.consentAt))
    : isNull(addresses.consentSource);
}
