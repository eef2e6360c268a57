import "server-only";
import { redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "@/lib/errors";
import { paths } from "@/lib/paths";
import type { OperatorContext, TenantContext } from "./context";
import { auth } from "./next-auth";
import { requestInfo } from "./request-info";
import { contextForSession, operatorForSession } from "./sessions";

/** The caller's context, or null when nobody is signed in; looked up once per request. */
export const findTenantContext = cache(async (): Promise<TenantContext | null> => {
  const session = await auth();
  if (session?.surface !== "web" || !session.sessionId || !session.tenantId) return null;
  return contextForSession(session.tenantId, session.sessionId, await requestInfo());
});

/** For pages: the caller's context, or a redirect to the sign-in page. */
export async function requireTenant(): Promise<TenantContext> {
  return (await findTenantContext()) ?? redirect(paths.signIn);
}

/** For actions and route handlers. Throws `not_signed_in`. */
export async function demandTenant(): Promise<TenantContext> {
  const ctx = await findTenantContext();
  if (!ctx) throw new AppError("not_signed_in");
  return ctx;
}

export const findOperatorContext = cache(async (): Promise<OperatorContext | null> => {
  const session = await auth();
  if (session?.surface !== "operator" || !session.sessionId) return null;
  return operatorForSession(session.sessionId, await requestInfo());
});

export async function requireOperator(): Promise<OperatorContext> {
  return (await findOperatorContext()) ?? redirect(paths.operatorSignIn);
}

export async function demandOperator(): Promise<OperatorContext> {
  const ctx = await findOperatorContext();
  if (!ctx) throw new AppError("not_signed_in");
  return ctx;
}
