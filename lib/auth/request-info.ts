import "server-only";
import { cookies, headers } from "next/headers";
import { clientAddress } from "@/lib/client-address";
import { cookieName } from "@/lib/cookie-names";
import { localeCookie, negotiateLocale } from "@/lib/i18n/locale";
import { readCookie } from "./browser-cookie";
import type { RequestInfo } from "./context";

/** Where a request came from; `x-request-id` is set by the proxy on every request. */
export async function requestInfo(): Promise<RequestInfo> {
  const [list, jar] = await Promise.all([headers(), cookies()]);
  const device = jar.get(cookieName("ecai-browser"));
  return {
    ip: clientAddress(list),
    userAgent: list.get("user-agent"),
    requestId: list.get("x-request-id"),
    deviceId: device?.value ?? null,
    locale: negotiateLocale(jar.get(cookieName(localeCookie))?.value, list.get("accept-language")),
    devices: await readCookie("device"),
  };
}
