import "server-only";
import { cookies } from "next/headers";
import { env } from "@/lib/env";

const seconds = 600;

function cookieName(): string {
  return env().ECAI_URL.startsWith("https:") ? "__Host-ecai-sign-on" : "ecai-sign-on";
}

/** Ties the way to an identity provider and back to this browser. */
export async function setSignOnCookie(value: string): Promise<void> {
  const name = cookieName();
  (await cookies()).set(name, value, {
    httpOnly: true,
    sameSite: "lax",
    secure: name.startsWith("__Host-"),
    path: "/",
    maxAge: seconds,
  });
}

/** The value that `setSignOnCookie` left in this browser, or null; it is used up. */
export async function takeSignOnCookie(): Promise<string | null> {
  const list = await cookies();
  const value = list.get(cookieName())?.value ?? null;
  list.delete({ name: cookieName(), path: "/", secure: cookieName().startsWith("__Host-") });
  return value;
}
