import "server-only";
import NextAuth from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { cookieName, isSecureSurface } from "@/lib/cookie-names";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { readTicket } from "./ticket";

declare module "next-auth" {
  interface User {
    tenantId?: string | null;
  }
  interface Session {
    sessionId?: string;
    tenantId?: string | null;
    surface?: string;
  }
}

/** Longest life of the cookie in seconds; the session row decides earlier ends. */
export const sessionSeconds = 30 * 24 * 3600;

export const sessionCookie = (): string =>
  cookieName(env().ECAI_SURFACE === "operator" ? "ecai-operator-session" : "ecai-session");

/**
 * The cookie carries only which session row to look at. It is written after a password, an invitation or a
 * completed sign-up has made that row, by means of a ticket that nobody else can make.
 */
export const { handlers, auth, signIn, signOut } = NextAuth(() => {
  const { ECAI_SECRET, ECAI_SURFACE } = env();
  const isOperator = ECAI_SURFACE === "operator";
  const cookieOptions = {
    httpOnly: true,
    sameSite: "lax" as const,
    path: "/",
    secure: isSecureSurface(),
  };
  const name = (kind: string) => cookieName(`ecai-${isOperator ? "operator-" : ""}${kind}`);
  return {
    secret: `${ECAI_SECRET}:${ECAI_SURFACE}`,
    trustHost: true,
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: isOperator ? paths.operatorSignIn : paths.signIn },
    cookies: {
      sessionToken: { name: sessionCookie(), options: cookieOptions },
      csrfToken: { name: name("csrf"), options: cookieOptions },
      callbackUrl: { name: name("callback"), options: cookieOptions },
    },
    providers: [
      Credentials({
        credentials: { ticket: {} },
        authorize({ ticket }) {
          const valid = typeof ticket === "string" ? readTicket(ticket) : null;
          if (!valid || valid.surface !== ECAI_SURFACE) return null;
          return { id: valid.sessionId, tenantId: valid.tenantId };
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (!user) return token;
        return { sub: user.id, tenantId: user.tenantId ?? null, surface: ECAI_SURFACE };
      },
      session({ session, token }) {
        return {
          expires: session.expires,
          sessionId: token.sub,
          tenantId: typeof token.tenantId === "string" ? token.tenantId : null,
          surface: typeof token.surface === "string" ? token.surface : undefined,
        };
      },
    },
  };
});
