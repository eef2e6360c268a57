import { env } from "@/lib/env";

/** The relying party (WebAuthn): the service's own host and origin. */
export function relyingParty(): { id: string; origin: string; name: string } {
  const { hostname, origin } = new URL(env().ECAI_URL);
  return { id: hostname, origin, name: "ECAI" };
}

type User = { tenantId: string; id: string };

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");
const uuidText = (bytes: Buffer): string =>
  bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** The 32 bytes under which an authenticator files a user: the tenant's id and the user's, neither personal. */
export const userHandle = ({ tenantId, id }: User): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...uuidBytes(tenantId), ...uuidBytes(id)]);

/** The user that such a handle in base64url names, or null. */
export function readUserHandle(handle: string | undefined): User | null {
  const bytes = Buffer.from(handle ?? "", "base64url");
  if (bytes.length !== 32) return null;
  return { tenantId: uuidText(bytes.subarray(0, 16)), id: uuidText(bytes.subarray(16)) };
}

/** What a challenge is good for: signing in, or one act of one user. */
export const subjects = {
  signIn: "sign-in",
  proof: ({ tenantId, id }: User) => `proof:${tenantId}:${id}`,
  registration: ({ tenantId, id }: User) => `registration:${tenantId}:${id}`,
};
