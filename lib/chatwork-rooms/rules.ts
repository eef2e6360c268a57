import type { Seal } from "@/lib/secret-box";

/** What a tenant's Chatwork token is sealed for. */
export const tokenSeal = (tenantId: string): Seal => ({
  purpose: "chatwork-token",
  owner: `${tenantId}:chatwork`,
});

/** Why Chatwork refused a test message, as a message key. */
export function refusalKey(status: number): string {
  if (status === 401) return "chatworkRooms.errors.token";
  if (status === 403 || status === 404) return "chatworkRooms.errors.room";
  return status === 429 ? "chatworkRooms.errors.busy" : "chatworkRooms.errors.refused";
}
