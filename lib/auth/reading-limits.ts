import "server-only";
import { getTranslations } from "next-intl/server";
import { AppError } from "@/lib/errors";
import type { TenantContext } from "./context";
import { noted } from "./strangers";
import { takeFromWindow } from "./throttle";

/** Far more than a person makes, also one who leafs through what was found. */
const searchesPerUser = { most: 120, windowSeconds: 60 };
const exportsPerUser = { most: 100, windowSeconds: 600 };

const userOf = ({ tenantId, actor }: TenantContext) => `${tenantId}:${actor.id}`;

/** For pages: counts a search and says why it is not made, in the user's language; null when it may be. */
export async function searchRefusal(ctx: TenantContext, isSearch: boolean): Promise<string | null> {
  if (!isSearch) return null;
  const { isExceeded, resetSeconds } = await takeFromWindow(
    "search-user",
    userOf(ctx),
    searchesPerUser,
  );
  if (!isExceeded) return null;
  await noted(new AppError("throttled", "searchedTooOften"), "GET");
  const t = await getTranslations("errors");
  return t("searchedTooOften", { seconds: resetSeconds });
}

/** Counts a file that is asked for. Throws `throttled`, with the time to wait. */
export async function throttleExport(ctx: TenantContext): Promise<void> {
  const { isExceeded, resetSeconds } = await takeFromWindow(
    "export-user",
    userOf(ctx),
    exportsPerUser,
  );
  if (!isExceeded) return;
  throw new AppError("throttled", "exportedTooOften", {
    params: { minutes: Math.ceil(resetSeconds / 60) },
    retryAfterSeconds: resetSeconds,
  });
}
