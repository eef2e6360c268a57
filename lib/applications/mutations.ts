import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { applicationLinks, applications } from "@/db/schema/applications";
import type { RequestInfo } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { env } from "@/lib/env";
import { AppError, fieldError } from "@/lib/errors";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { hashToken, randomToken } from "@/lib/tokens";
import { alreadyRegisteredMail, paymentLinkMail, resumeLinkMail } from "./email";
import {
  type Application,
  findApplication,
  findLink,
  findOpenApplication,
  hasAccount,
  isTaken,
} from "./queries";
import {
  applicationLifetimeMs,
  coolDownLeft,
  isBlockedCountry,
  issuePass,
  linkLifetimeMs,
  mailCoolDownSeconds,
  paymentLinkStatus,
  perAddress,
  perNetwork,
  resumeLinkStatus,
} from "./rules";
import type { StartApplicationInput } from "./schema";

type Purpose = (typeof applicationLinks.$inferSelect)["purpose"];

/**
 * Takes an e-mail address and mails it what fits: a payment link, the way back into a paid application, or
 * that it has an account. The answer is the same for each; returns the browser's pass.
 */
export async function startApplication(
  request: RequestInfo,
  input: StartApplicationInput & { locale: string },
): Promise<string> {
  if (isBlockedCountry(input.country, env().SIGNUP_BLOCKED_COUNTRIES)) {
    throw fieldError("country", "applications.errors.countryRefused");
  }
  if (await isTaken()) throw new AppError("conflict", "applications.errors.dedicated");
  await throttle("sign-up-network", request.ip ?? "unknown", perNetwork);
  await throttle("sign-up-address", input.email, perAddress);
  const id = await controlDb().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${input.email}, 7))`);
    const application = await openApplication(tx, input);
    await enqueueLink(tx, application);
    return application.id;
  });
  return issuePass({ id, isProven: false });
}

async function openApplication(
  tx: Transaction,
  { email, country, planId, locale }: StartApplicationInput & { locale: string },
): Promise<Application> {
  const open = await findOpenApplication(tx, email);
  const now = new Date();
  const times = { linkRequestedAt: now, updatedAt: now };
  const expiresAt = new Date(now.getTime() + applicationLifetimeMs);
  const changes =
    open && open.state !== "submitted"
      ? times
      : { ...times, country, locale, planId: planId ?? open?.planId ?? null, expiresAt };
  const [row] = open
    ? await tx.update(applications).set(changes).where(eq(applications.id, open.id)).returning()
    : await tx
        .insert(applications)
        .values({ email, expiresAt, ...changes })
        .returning();
  if (!row) throw new Error("application was not stored");
  return row;
}

async function enqueueLink(tx: Transaction, application: Application): Promise<void> {
  const isKnown = await hasAccount(tx, application.email);
  const task = linkTask(application.state, isKnown);
  const options = { jobKey: `application-link:${application.id}` };
  await enqueue(tx, task, { applicationId: application.id }, options);
}

function linkTask(state: Application["state"], isKnown: boolean): string {
  if (state === "completed") return "applications.send-already-registered";
  if (state !== "submitted") return "applications.send-resume-link";
  return isKnown ? "applications.send-already-registered" : "applications.send-payment-link";
}

/** Mails a new link to the applicant; the older one then stops working. */
export async function requestLink({ applicationId }: { applicationId: string }): Promise<void> {
  const application = await findApplication(applicationId);
  if (!application) throw new AppError("not_found");
  if (coolDownLeft(application.linkRequestedAt) > 0) throw coolingDown(application.linkRequestedAt);
  await throttle("sign-up-address", application.email, perAddress);
  const now = new Date();
  const later = new Date(now.getTime() + applicationLifetimeMs);
  const expiresAt = application.state === "submitted" ? later : application.expiresAt;
  await controlDb().transaction(async (tx) => {
    const [row] = await tx
      .update(applications)
      .set({ linkRequestedAt: now, expiresAt })
      .where(and(eq(applications.id, applicationId), isCool(now)))
      .returning();
    if (!row) throw coolingDown(now);
    await enqueueLink(tx, row);
  });
}

const isCool = (now: Date) =>
  or(
    isNull(applications.linkRequestedAt),
    lte(applications.linkRequestedAt, new Date(now.getTime() - mailCoolDownSeconds * 1000)),
  );

/** `throttled`, saying how many seconds are left. */
export function coolingDown(requestedAt: Date | null): AppError {
  const seconds = Math.max(1, coolDownLeft(requestedAt));
  return new AppError("throttled", "applications.errors.coolDown", { params: { seconds } });
}

/** The application behind a mailed link, also when the link has ended. */
export async function findLinkOwner(token: string): Promise<string> {
  const payment = await findLink(controlDb(), token, "payment");
  const found = payment ?? (await findLink(controlDb(), token, "resume"));
  if (!found) throw new AppError("not_found", "applications.errors.linkUnknown");
  return found.application.id;
}

async function newLink(applicationId: string, purpose: Purpose) {
  return controlDb().transaction(async (tx) => {
    const [application] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for("update");
    if (!application || application.state === "completed") return null;
    if (purpose === "payment" && application.state !== "submitted") return null;
    await supersedeLinks(tx, applicationId, purpose);
    const token = randomToken();
    const expiresAt = new Date(Date.now() + linkLifetimeMs);
    const [link] = await tx
      .insert(applicationLinks)
      .values({ applicationId, purpose, tokenHash: hashToken(token), expiresAt })
      .returning();
    return link ? { application, token, link } : null;
  });
}

async function supersedeLinks(tx: Transaction, applicationId: string, purpose: Purpose) {
  await tx
    .update(applicationLinks)
    .set({ supersededAt: new Date() })
    .where(
      and(
        eq(applicationLinks.applicationId, applicationId),
        eq(applicationLinks.purpose, purpose),
        isNull(applicationLinks.supersededAt),
      ),
    );
}

/** Mails a fresh payment link; the secret exists only here and in the mail. */
export const sendPaymentLink = ({ applicationId }: { applicationId: string }) =>
  sendLink(applicationId, "payment", paymentLinkMail);

/** Mails the way back into an application that has been paid for. */
export const sendResumeLink = ({ applicationId }: { applicationId: string }) =>
  sendLink(applicationId, "resume", resumeLinkMail);

async function sendLink(id: string, purpose: Purpose, compose: typeof paymentLinkMail) {
  const made = await newLink(id, purpose);
  if (!made) return;
  const { application, token, link } = made;
  await sendAccountMail({
    ...(await compose(application.locale, token, link.expiresAt)),
    to: application.email,
    idempotencyKey: `application-link:${link.id}`,
  });
}

export async function sendAlreadyRegistered({ applicationId }: { applicationId: string }) {
  const application = await findApplication(applicationId);
  if (!application) return;
  const asked = application.linkRequestedAt?.getTime() ?? 0;
  await sendAccountMail({
    ...(await alreadyRegisteredMail(application.locale)),
    to: application.email,
    idempotencyKey: `application-known:${applicationId}:${asked}`,
  });
}

/** Uses a payment link, once; afterwards it leads back to the payment it began. Returns the application's id. */
export async function redeemPaymentLink(token: string): Promise<string> {
  return controlDb().transaction(async (tx) => {
    const locked = await lockLink(tx, token, "payment");
    const status = paymentLinkStatus(locked ? { ...locked.link, state: locked.state } : undefined);
    if (!locked || status === "unknown") throw new AppError("not_found", linkError("unknown"));
    if (status === "superseded" || status === "expired") {
      throw new AppError("expired", linkError(status));
    }
    if (status === "valid") await markUsed(tx, locked.link.id);
    return locked.link.applicationId;
  });
}

/** Uses a resume link, once. Returns the application's id. */
export async function redeemResumeLink(token: string): Promise<string> {
  return controlDb().transaction(async (tx) => {
    const locked = await lockLink(tx, token, "resume");
    const status = resumeLinkStatus(locked ? { ...locked.link, state: locked.state } : undefined);
    if (!locked || status === "unknown") throw new AppError("not_found", linkError("unknown"));
    if (status !== "valid") throw new AppError("expired", linkError("expired"));
    await markUsed(tx, locked.link.id);
    return locked.link.applicationId;
  });
}

const linkError = (status: "unknown" | "superseded" | "expired") =>
  ({
    unknown: "applications.errors.linkUnknown",
    superseded: "applications.errors.linkSuperseded",
    expired: "applications.errors.linkExpired",
  })[status];

async function lockLink(tx: Transaction, token: string, purpose: Purpose) {
  const found = await findLink(tx, token, purpose);
  if (!found) return null;
  const [link] = await tx
    .select()
    .from(applicationLinks)
    .where(eq(applicationLinks.id, found.link.id))
    .for("update");
  return link ? { link, state: found.application.state } : null;
}

async function markUsed(tx: Transaction, id: string): Promise<void> {
  await tx.update(applicationLinks).set({ usedAt: new Date() }).where(eq(applicationLinks.id, id));
}
