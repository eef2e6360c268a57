import "server-only";
import { cookies } from "next/headers";
import { cookieName, isSecureSurface } from "@/lib/cookie-names";
import { env } from "@/lib/env";

type Name = "browser" | "second-step";

const fullName = (name: Name): string => {
  const surface = env().ECAI_SURFACE === "operator" ? "operator-" : "";
  return cookieName(`ecai-${surface}${name}`);
};

export async function readCookie(name: Name): Promise<string | undefined> {
  return (await cookies()).get(fullName(name))?.value;
}

/** Keeps a value that no script can read for so many seconds. */
export async function keepCookie(name: Name, value: string, maxAge: number): Promise<void> {
  (await cookies()).set(fullName(name), value, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecureSurface(),
    path: "/",
    maxAge,
  });
}

export async function dropCookie(name: Name): Promise<void> {
  (await cookies()).set(fullName(name), "", {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecureSurface(),
    path: "/",
    maxAge: 0,
  });
}
