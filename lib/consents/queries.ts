import "server-only";
import { isNotNull, isNull, type SQL } from "drizzle-orm";
import { addresses } from "@/db/schema/addresses";

/**
 * The rows of `addresses` with, or without, a record of consent (a time comes with its source only): the condition for lists, for groups and for
 * leaving addresses without a basis out of a delivery.
 */
export function consentCondition(wanted: "recorded" | "missing"): SQL {
  return wanted === "recorded" ? isNotNull(addresses.consentAt) : isNull(addresses.consentAt);
}
