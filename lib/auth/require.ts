import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { noteCaller } from "@/lib/access-log";
import { AppError } from "@/lib/errors";
import { paths } from "@/lib/paths";
import type { OperatorContext, TenantContext } from "./context";
import { auth, sessionCookie } from "./next-auth";
import { operatorForSession } from "./operator-sessions";
import { demandProof } from "./recent-proof";
import { requestInfo } from "./request-info";
import { contextForSession } from "./sessions";
import { suspect } from "./suspect";

/** The caller's context, or null when nobody is signed in; looked up once per request. */
export const findTenantContext = cache(async (): Promise<TenantContext | null> => {
  const session = await auth();
  if (session?.surface !== "web" || !session.sessionId || !session.tenantId)
    return session ? null : noteForgery();
  const request = await requestInfo();
  const ctx = await contextForSession(session.tenantId, session.sessionId, request);
  if (ctx) noteCaller(request.requestId, { tenantId: ctx.tenantId, userId: ctx.actor.id ?? "" });
  return ctx;
});

/** For pages: the caller's context, or a redirect to the page where they sign in or agree to the terms. */
export async function requireTenant(): Promise<TenantContext> {
  const ctx = await findTenantContext();
  if (!ctx) redirect(await leadingBack(paths.signIn));
  if (ctx.isOutside) redirect(paths.networkRefusal);
  if (ctx.mustAcceptTerms) redirect(await leadingBack(paths.signInTerms));
  if (mustSetUpSecondStep(ctx)) redirect(await leadingBack(paths.signInSetUp));
  return ctx;
}

/** The tenant requires a second step, the user has none, and the days to set one up are over. */
export const mustSetUpSecondStep = ({ secondStepDue }: TenantContext): boolean =>
  Boolean(secondStepDue && secondStepDue.getTime() <= Date.now());

/** An address that goes on to the page now asked for, which the proxy writes down. */
async function leadingBack(href: string): Promise<string> {
  const next = (await headers()).get("x-path");
  return next ? `${href}?${new URLSearchParams({ next })}` : href;
}

export type Demand = {
  /** Open to a user who has yet to agree to the terms. */
  isAgreeing?: boolean;
  /** Open to a user who has yet to set up the second step that the tenant requires. */
  isSettingUp?: boolean;
  /** Open also from outside the networks that the tenant allows. */
  isOutside?: boolean;
  /** Only for a user who has proven who they are within the last minutes. */
  needsProof?: boolean;
};

/**
 * For actions and route handlers. Throws `not_signed_in`, `not_permitted` from a network that is not
 * allowed, before the terms are agreed to or a required second step is set up, or `proof_needed`.
 */
export async function demandTenant(demand: Demand = {}): Promise<TenantContext> {
  const ctx = await findTenantContext();
  if (!ctx) throw new AppError("not_signed_in");
  if (ctx.isOutside && !demand.isOutside)
    throw new AppError("not_permitted", "networks.errors.outside");
  if (ctx.mustAcceptTerms && !demand.isAgreeing)
    throw new AppError("not_permitted", "signIn.errors.termsNeeded");
  if (mustSetUpSecondStep(ctx) && !demand.isSettingUp && !demand.isAgreeing)
    throw new AppError("not_permitted", "factors.errors.setUpNeeded");
  if (demand.needsProof) demandProof(ctx);
  return ctx;
}

export const findOperatorContext = cache(async (): Promise<OperatorContext | null> => {
  const session = await auth();
  if (session?.surface !== "operator" || !session.sessionId) return session ? null : noteForgery();
  const request = await requestInfo();
  const ctx = await operatorForSession(session.sessionId, request);
  if (ctx) noteCaller(request.requestId, { operatorId: ctx.operator.id });
  return ctx;
});

/** A session cookie that does not open was altered, or made elsewhere. */
async function noteForgery(): Promise<null> {
  const isSent = (await cookies()).has(sessionCookie());
  if (isSent) await suspect({ kind: "tampered_token", detail: "session" });
  return null;
}

/** For pages: the operator, or a redirect to the page where they sign in or choose a password of their own. */
export async function requireOperator(): Promise<OperatorContext> {
  const ctx = (await findOperatorContext()) ?? redirect(paths.operatorSignIn);
  if (ctx.mustChoosePassword) redirect(paths.operatorOwnPassword);
  return ctx;
}

export type OperatorDemand = Pick<Demand, "needsProof"> & {
  /** Open to an operator who has yet to choose a password of their own. */
  isChoosingPassword?: boolean;
};

/** For actions and route handlers. Throws `not_signed_in`, `not_permitted` before a password is chosen, or `proof_needed`. */
export async function demandOperator(demand: OperatorDemand = {}): Promise<OperatorContext> {
  const ctx = await findOperatorContext();
  if (!ctx) throw new AppError("not_signed_in");
  if (ctx.mustChoosePassword && !demand.isChoosingPassword)
    throw new AppError("not_permitted", "operatorAccount.errors.passwordNeeded");
  if (demand.needsProof) demandProof(ctx);
  return ctx;
}
