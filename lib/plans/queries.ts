import "server-only";
import type { Transaction } from "@/db/client";
import { findSetting } from "@/lib/service-settings/queries";
import { listPlans, offersOf, type Plan } from "./rules";

/** The plans with the limits that count now: the provider's own figures in place of those they began with. */
export const readOffers = async (tx?: Pick<Transaction, "select">): Promise<readonly Plan[]> =>
  offersOf(listPlans(), await findSetting("plan_limits", tx));
