import "server-only";
import { asc } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { trapAddresses } from "@/db/schema/abuse";
import type { OperatorContext } from "@/lib/auth/context";

/** The provider's own addresses that nobody may mail. */
export async function listTraps(_operator: OperatorContext) {
  return controlDb().select().from(trapAddresses).orderBy(asc(trapAddresses.email)).limit(500);
}

export type Trap = Awaited<ReturnType<typeof listTraps>>[number];
