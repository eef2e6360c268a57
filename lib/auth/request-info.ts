import "server-only";
import { cookies, headers } from "next/headers";
import { clientAddress } from "@/lib/client-address";
import { cookieName } from "@/lib/cookie-names";
import { localeCookie, negotiateLocale } from "@/lib/i18n/locale";
import { readCookie } from "./browser-cookie";
import type { RequestInfo } from "./context";
import { browserId } from "./known-device";

/** Whether a page is drawn again by an action of a form on it; whatever the action led to is then on the screen. */
export const isDrawnByAction = async (): Promise<boolean> => (await headers()).has("next-action");

/** Where a request came from; `x-request-id` is set by lib/access-log.ts on every request. */
export async function requestInfo(): Promise<RequestInfo> {
  const [list, jar] = await Promise.all([headers(), cookies()]);
  const browser = await readCookie("browser");
  return {
    ip: clientAddress(list),
    userAgent: list.get("user-agent"),
    requestId: list.get("x-request-id"),
    deviceId: browserId(browser),
    locale: negotiateLocale(jar.get(cookieName(localeCookie))?.value, list.get("accept-language")),
    devices: browser,
  };
}
