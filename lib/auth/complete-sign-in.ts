import "server-only";
import { keepCookie, readCookie } from "./browser-cookie";
import { endSession } from "./end-session";
import { browserSeconds, rememberDevice } from "./known-device";
import { signIn, signOut } from "./next-auth";
import { findTenantContext } from "./require";
import { emailOfSession } from "./sessions";
import { readTicket } from "./ticket";

/**
 * Turns the ticket of a fresh session row into the browser's cookie; the session that the browser had before ends, and
 * the browser is known for the account from now on.
 */
export async function completeSignIn(ticket: string): Promise<void> {
  const { surface, tenantId, sessionId } = readTicket(ticket) ?? {};
  const former = surface === "web" ? await findTenantContext() : null;
  if (former && former.sessionId !== sessionId) await endSession(former, "signed_in_anew");
  await signIn("credentials", { ticket, redirect: false });
  const email = tenantId && sessionId ? await emailOfSession(tenantId, sessionId) : null;
  if (email) await keepDevice({ surface: "web", email });
}

/** Makes the browser known for an account whose owner has proven themselves on it. */
export async function keepDevice(account: {
  surface: "web" | "operator";
  email: string;
}): Promise<void> {
  const value = rememberDevice(await readCookie("browser"), account);
  await keepCookie("browser", value, browserSeconds);
}

/** Takes the session cookie away; the session row is ended by a mutation. */
export async function completeSignOut(): Promise<void> {
  await signOut({ redirect: false });
}

/** Leads on after a sign-out and has the browser forget pages and whatever scripts have kept (W3C Clear Site Data). */
export const signedOut = (location: string): Response =>
  new Response(null, {
    status: 303,
    headers: {
      location,
      "cache-control": "no-store",
      // The cookies of language and browser outlive a session.
      "clear-site-data": '"cache", "storage"',
    },
  });
