import "server-only";
import { cookies, headers } from "next/headers";
import { localeCookie, negotiateLocale } from "@/lib/i18n/locale";
import type { RequestInfo } from "./context";

/** Where a request came from; `x-request-id` is set by the proxy on every request. */
export async function requestInfo(): Promise<RequestInfo> {
  const [list, jar] = await Promise.all([headers(), cookies()]);
  const device = jar.get("__Host-ecai-device") ?? jar.get("ecai-device");
  const forwarded = list.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return {
    ip: forwarded || list.get("x-real-ip") || "127.0.0.1",
    userAgent: list.get("user-agent"),
    requestId: list.get("x-request-id"),
    deviceId: device?.value ?? null,
    locale: negotiateLocale(jar.get(localeCookie)?.value, list.get("accept-language")),
  };
}
