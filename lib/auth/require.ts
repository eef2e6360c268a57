import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "@/lib/errors";
import { paths } from "@/lib/paths";
import type { OperatorContext, TenantContext } from "./context";
import { auth, sessionCookie } from "./next-auth";
import { requestInfo } from "./request-info";
import { contextForSession, operatorForSession } from "./sessions";
import { suspect } from "./suspect";

/** The caller's context, or null when nobody is signed in; looked up once per request. */
export const findTenantContext = cache(async (): Promise<TenantContext | null> => {
  const session = await auth();
  if (session?.surface !== "web" || !session.sessionId || !session.tenantId)
    return session ? null : noteForgery();
  return contextForSession(session.tenantId, session.sessionId, await requestInfo());
});

/** For pages: the caller's context, or a redirect to the page where they sign in or agree to the terms. */
export async function requireTenant(): Promise<TenantContext> {
  const ctx = await findTenantContext();
  if (!ctx) redirect(await leadingBack(paths.signIn));
  if (ctx.mustAcceptTerms) redirect(await leadingBack(paths.signInTerms));
  return ctx;
}

/** An address that goes on to the page now asked for, which the proxy writes down. */
async function leadingBack(href: string): Promise<string> {
  const next = (await headers()).get("x-path");
  return next ? `${href}?${new URLSearchParams({ next })}` : href;
}

/** For actions and route handlers. Throws `not_signed_in`, or `not_permitted` before the terms are agreed to. */
export async function demandTenant({ isAgreeing = false } = {}): Promise<TenantContext> {
  const ctx = await findTenantContext();
  if (!ctx) throw new AppError("not_signed_in");
  if (ctx.mustAcceptTerms && !isAgreeing)
    throw new AppError("not_permitted", "signIn.errors.termsNeeded");
  return ctx;
}

export const findOperatorContext = cache(async (): Promise<OperatorContext | null> => {
  const session = await auth();
  if (session?.surface !== "operator" || !session.sessionId) return session ? null : noteForgery();
  return operatorForSession(session.sessionId, await requestInfo());
});

/** A session cookie that does not open was altered, or made elsewhere. */
async function noteForgery(): Promise<null> {
  const isSent = (await cookies()).has(sessionCookie());
  if (isSent) await suspect({ kind: "tampered_token", detail: "session" });
  return null;
}

export async function requireOperator(): Promise<OperatorContext> {
  return (await findOperatorContext()) ?? redirect(paths.operatorSignIn);
}

export async function demandOperator(): Promise<OperatorContext> {
  const ctx = await findOperatorContext();
  if (!ctx) throw new AppError("not_signed_in");
  return ctx;
}
