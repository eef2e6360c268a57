"use server";

import { cookies } from "next/headers";
import { getLocale } from "next-intl/server";
import { publicAction } from "@/lib/auth/action";
import { completeSignIn } from "@/lib/auth/complete-sign-in";
import { issueTicket } from "@/lib/auth/ticket";
import { openCheckout } from "@/lib/checkouts/mutations";
import { cookieName, isSecureSurface } from "@/lib/cookie-names";
import { AppError } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { redeemHandOver, register, requestCode } from "@/lib/registrations/mutations";
import { registrationSchema } from "@/lib/registrations/schema";
import {
  findLinkOwner,
  redeemPaymentLink,
  redeemResumeLink,
  requestLink,
  startApplication,
} from "./mutations";
import { findApplicationByPass } from "./queries";
import {
  applicationCookie,
  applicationLifetimeMs,
  handOverCookie,
  issuePass,
  readReturnToken,
} from "./rules";
import {
  nothingSchema,
  type OpenPaymentInput,
  openPaymentSchema,
  requestLinkSchema,
  resumeSchema,
  startApplicationSchema,
} from "./schema";

type Next = { url: string };

export const startApplicationAction = publicAction(
  startApplicationSchema,
  async (request, input): Promise<Next> => {
    const pass = await startApplication(request, { ...input, locale: await getLocale() });
    await keep(applicationCookie, pass);
    return { url: paths.signUpSent };
  },
);

export const requestLinkAction = publicAction(
  requestLinkSchema,
  async (_request, { token }): Promise<null> => {
    const applicationId = token ? await findLinkOwner(token) : await ownApplicationId();
    await requestLink({ applicationId });
    return null;
  },
);

export const openPaymentAction = publicAction(
  openPaymentSchema,
  async (_request, input): Promise<Next> => {
    const id = await applicationToPay(input);
    await keep(applicationCookie, issuePass({ id, isProven: true }));
    const outcome = await openCheckout(id, input.planId);
    return { url: outcome.kind === "pay" ? outcome.url : paths.signUpReturn };
  },
);

export const resumeAction = publicAction(
  resumeSchema,
  async (_request, { token }): Promise<Next> => {
    const id = await redeemResumeLink(token);
    await keep(applicationCookie, issuePass({ id, isProven: true }));
    return { url: paths.signUp };
  },
);

export const requestCodeAction = publicAction(nothingSchema, async (): Promise<null> => {
  await requestCode({ applicationId: await provenApplicationId() });
  return null;
});

export const registerAction = publicAction(
  registrationSchema,
  async (request, input): Promise<Next> => {
    const applicationId = await provenApplicationId();
    const { handOver } = await register(request, { ...input, applicationId });
    if (handOver) await keep(handOverCookie, handOver);
    return { url: paths.signUpProgress };
  },
);

/** Signs the browser in that registered; any other one goes to the sign-in page. */
export const enterAction = publicAction(nothingSchema, async (request): Promise<Next> => {
  const store = await cookies();
  const token = store.get(cookieName(handOverCookie))?.value;
  const entered = await redeemHandOver(request, token).catch((error) => {
    if (error instanceof AppError) return null;
    throw error;
  });
  forget(store, handOverCookie);
  if (!entered) return { url: paths.signIn };
  await completeSignIn(issueTicket({ surface: "web", ...entered }));
  forget(store, applicationCookie);
  return { url: paths.dashboard };
});

async function applicationToPay({ token, source }: OpenPaymentInput): Promise<string> {
  if (token && source === "link") return redeemPaymentLink(token);
  const returned = token ? readReturnToken(token) : null;
  return returned ?? provenApplicationId();
}

async function ownApplication() {
  const store = await cookies();
  const found = await findApplicationByPass(store.get(cookieName(applicationCookie))?.value);
  if (!found) throw new AppError("expired", "applications.errors.noApplication");
  return found;
}

const ownApplicationId = async () => (await ownApplication()).application.id;

async function provenApplicationId(): Promise<string> {
  const { application, isProven } = await ownApplication();
  if (!isProven) throw new AppError("expired", "applications.errors.noApplication");
  return application.id;
}

/** A browser takes nothing for such a name, its end as little, that does not say secure. */
function forget(store: Awaited<ReturnType<typeof cookies>>, name: string): void {
  store.delete({ name: cookieName(name), path: "/", secure: isSecureSurface() });
}

async function keep(name: string, value: string): Promise<void> {
  const store = await cookies();
  store.set(cookieName(name), value, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecureSurface(),
    path: "/",
    maxAge: applicationLifetimeMs / 1000,
  });
}
