import "server-only";
import { headers } from "next/headers";
import { readCookie } from "./browser-cookie";
import type { RequestInfo } from "./context";

/** Where a request came from; `x-request-id` is set by the proxy on every request. */
export async function requestInfo(): Promise<RequestInfo> {
  const list = await headers();
  const forwarded = list.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return {
    ip: forwarded || list.get("x-real-ip") || "127.0.0.1",
    userAgent: list.get("user-agent"),
    requestId: list.get("x-request-id"),
    devices: await readCookie("device"),
  };
}
