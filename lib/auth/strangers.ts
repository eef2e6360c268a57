import "server-only";
import { AppError, type ErrorCode } from "@/lib/errors";
import { log } from "@/lib/log";
import { isBlockedAddress } from "@/lib/suspicions/queries";
import { isAlwaysOpen, type SuspicionKind } from "@/lib/suspicions/rules";
import type { RequestInfo } from "./context";
import { isOwnOrigin } from "./origin";
import { suspect } from "./suspect";

/** Refuses what a page of another site has sent and what comes from a blocked network. Throws `not_permitted`. */
export async function refuseStrangers(
  request: RequestInfo,
  headers: Headers,
  { path, isOriginNeeded }: { path: string; isOriginNeeded: boolean },
): Promise<void> {
  await refuseBlocked(request, path);
  if (isOwnOrigin(headers, isOriginNeeded)) return;
  await suspect({ kind: "bad_origin", detail: headers.get("origin") ?? "none", method: "POST" });
  throw new AppError("not_permitted", "foreignOrigin");
}

/** The proxy has turned such a request away already; a proxy has been gone around before. */
export async function refuseBlocked({ ip }: RequestInfo, path: string): Promise<void> {
  if (!isAlwaysOpen(path) && (await isBlockedAddress(ip))) throw new AppError("not_permitted");
}

const suspicious: Partial<Record<ErrorCode, SuspicionKind>> = {
  not_found: "unknown_id",
  throttled: "throttled",
};

/** Notes a refusal that attackers cause more often than others: an id that is not the caller's, a limit overrun. */
export async function noted(error: AppError, method = "POST"): Promise<AppError> {
  if (error.code === "not_permitted") log.info({ method, reason: error.messageKey }, "refused");
  const kind = error.details.suspicion ?? suspicious[error.code];
  if (kind) await suspect({ kind, detail: error.messageKey, method });
  return error;
}
