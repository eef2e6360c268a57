import "server-only";
import { cookies } from "next/headers";
import { env } from "@/lib/env";

type Name = "device" | "second-step";

const isSecure = (): boolean => {
  const { ECAI_SURFACE, ECAI_URL, ECAI_OPERATOR_URL } = env();
  return (ECAI_SURFACE === "operator" ? ECAI_OPERATOR_URL : ECAI_URL).startsWith("https:");
};

const fullName = (name: Name): string => {
  const surface = env().ECAI_SURFACE === "operator" ? "operator-" : "";
  return `${isSecure() ? "__Host-" : ""}ecai-${surface}${name}`;
};

export async function readCookie(name: Name): Promise<string | undefined> {
  return (await cookies()).get(fullName(name))?.value;
}

/** Keeps a value that no script can read for so many seconds. */
export async function keepCookie(name: Name, value: string, maxAge: number): Promise<void> {
  (await cookies()).set(fullName(name), value, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
    path: "/",
    maxAge,
  });
}

export async function dropCookie(name: Name): Promise<void> {
  (await cookies()).set(fullName(name), "", {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
    path: "/",
    maxAge: 0,
  });
}
