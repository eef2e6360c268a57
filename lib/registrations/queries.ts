import { desc, eq } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { applicationCodes } from "@/db/schema/applications";
import { type CodeStatus, codeStatus } from "./rules";

/** How the newest code of an application stands: whether to wait for it, type it or ask for another. */
export async function getCodeStatus(applicationId: string): Promise<CodeStatus> {
  const [row] = await controlDb()
    .select()
    .from(applicationCodes)
    .where(eq(applicationCodes.applicationId, applicationId))
    .orderBy(desc(applicationCodes.createdAt))
    .limit(1);
  return codeStatus(row ?? null);
}
