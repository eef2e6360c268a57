import "server-only";
import { headers } from "next/headers";
import { recordSuspicion, type Suspect } from "@/lib/suspicions/mutations";
import { requestInfo } from "./request-info";

/** Notes that the request now being answered looks like an attack. */
export async function suspect(
  given: Pick<Suspect, "kind" | "detail" | "tenantId" | "userId" | "method">,
): Promise<void> {
  const list = await headers();
  await recordSuspicion({ ...(await requestInfo()), path: list.get("x-path"), ...given });
}
