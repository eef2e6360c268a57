import "server-only";
import { headers } from "next/headers";
import { clientAddress } from "@/lib/client-address";
import type { RequestInfo } from "./context";

/** Where a request came from; `x-request-id` is set by the proxy on every request. */
export async function requestInfo(): Promise<RequestInfo> {
  const list = await headers();
  return {
    ip: clientAddress(list),
    userAgent: list.get("user-agent"),
    requestId: list.get("x-request-id"),
  };
}
