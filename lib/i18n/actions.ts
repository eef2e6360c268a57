"use server";

import { cookies } from "next/headers";
import { z } from "zod";
import { sharedAction } from "@/lib/auth/action";
import { cookieName, isSecureSurface } from "@/lib/cookie-names";
import { localeCookie, locales } from "./locale";

const oneYear = 60 * 60 * 24 * 365;

/** Remembers the language of this browser. */
export const setLocaleAction = sharedAction(z.enum(locales), async (locale) => {
  const cookieStore = await cookies();
  cookieStore.set(cookieName(localeCookie), locale, {
    path: "/",
    maxAge: oneYear,
    sameSite: "lax",
    httpOnly: true,
    secure: isSecureSurface(),
  });
});
