import "server-only";
import { keepCookie, readCookie } from "./browser-cookie";
import { knownDeviceSeconds, rememberDevice } from "./known-device";
import { signIn, signOut } from "./next-auth";
import { emailOfSession } from "./sessions";
import { readTicket } from "./ticket";

/** Turns the ticket of a fresh session row into the browser's cookie; the browser is known for the account from now on. */
export async function completeSignIn(ticket: string): Promise<void> {
  const { tenantId, sessionId } = readTicket(ticket) ?? {};
  await signIn("credentials", { ticket, redirect: false });
  const email = tenantId && sessionId ? await emailOfSession(tenantId, sessionId) : null;
  if (email) await keepDevice({ surface: "web", email });
}

/** Makes the browser known for an account whose owner has proven themselves on it. */
export async function keepDevice(account: {
  surface: "web" | "operator";
  email: string;
}): Promise<void> {
  const value = rememberDevice(await readCookie("device"), account);
  await keepCookie("device", value, knownDeviceSeconds);
}

/** Takes the session cookie away; the session row is ended by a mutation. */
export async function completeSignOut(): Promise<void> {
  await signOut({ redirect: false });
}
