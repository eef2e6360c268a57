import { cookies } from "next/headers";
import { findApplicationByPass } from "@/lib/applications/queries";
import { applicationCookie } from "@/lib/applications/rules";
import { cookieName } from "@/lib/cookie-names";

/** The application that this browser holds, and whether the browser has proven to read its mail. */
export async function currentApplication() {
  const store = await cookies();
  return findApplicationByPass(store.get(cookieName(applicationCookie))?.value);
}
