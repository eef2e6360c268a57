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
  const { isExceeded, resetSeconds } = await takeSearch(ctx);
  if (!isExceeded) return null;
  await noted(tooOften(resetSeconds), "GET");
  const t = await getTranslations("errors");
  return t("searchedTooOften", { seconds: resetSeconds });
}

/** The same for a live search or count. Throws `throttled`, with the time to wait. */
export async function throttleSearch(ctx: TenantContext): Promise<void> {
  const { isExceeded, resetSeconds } = await takeSearch(ctx);
  if (isExceeded) throw tooOften(resetSeconds);
}

const takeSearch = (ctx: TenantContext) =>
  takeFromWindow("search-user", userOf(ctx), searchesPerUser);

const tooOften = (seconds: number) =>
  new AppError("throttled", "searchedTooOften", {
    params: { seconds },
    retryAfterSeconds: seconds,
  });

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
