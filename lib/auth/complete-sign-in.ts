import "server-only";
import { signIn, signOut } from "./next-auth";

/** Turns the ticket of a fresh session row into the browser's cookie. */
export async function completeSignIn(ticket: string): Promise<void> {
  await signIn("credentials", { ticket, redirect: false });
}

/** Takes the session cookie away; the session row is ended by a mutation. */
export async function completeSignOut(): Promise<void> {
  await signOut({ redirect: false });
}
