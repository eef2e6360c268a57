import { randomUUID, timingSafeEqual } from "node:crypto";
import { and, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { applicationCodes, applications } from "@/db/schema/applications";
import { transaction } from "@/db/transaction";
import { codeMail } from "@/lib/applications/email";
import { coolingDown } from "@/lib/applications/mutations";
import { type Application, findApplication } from "@/lib/applications/queries";
import { coolDownLeft, mailCoolDownSeconds } from "@/lib/applications/rules";
import { recordAudit } from "@/lib/audit/record";
import { contextForJob, type RequestInfo } from "@/lib/auth/context";
import { hashPassword } from "@/lib/auth/password";
import { isPredictable } from "@/lib/auth/password-rules";
import { createSession } from "@/lib/auth/sessions";
import { throttle } from "@/lib/auth/throttle";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { recordSignIn } from "@/lib/sign-ins/mutations";
import { termsVersion } from "@/lib/terms/rules";
import { hashToken, randomCode, randomToken } from "@/lib/tokens";
import {
  codeHash,
  codeLifetimeMinutes,
  codeStatus,
  codesPerHour,
  codeTries,
  handOverMinutes,
  issueHandOver,
  readHandOver,
  submitsPerHour,
} from "./rules";
import type { RegistrationInput } from "./schema";

/** Mails a new code; the older one then stops working. The code exists only here and in the mail. */
export async function sendCode({ applicationId }: { applicationId: string }): Promise<void> {
  const code = randomCode();
  const made = await controlDb().transaction(async (tx) => {
    const application = await lockApplication(tx, applicationId);
    if (application?.state !== "paid") return null;
    await tx.update(applicationCodes).set({ supersededAt: new Date() }).where(live(applicationId));
    const expiresAt = new Date(Date.now() + codeLifetimeMinutes * 60_000);
    const [row] = await tx
      .insert(applicationCodes)
      .values({ applicationId, codeHash: codeHash(applicationId, code), expiresAt })
      .returning({ id: applicationCodes.id });
    return row ? { application, id: row.id } : null;
  });
  if (!made) return;
  await sendAccountMail({
    ...(await codeMail(made.application.locale, code, codeLifetimeMinutes)),
    to: made.application.email,
    idempotencyKey: `application-code:${made.id}`,
  });
}

const live = (applicationId: string) =>
  and(
    eq(applicationCodes.applicationId, applicationId),
    isNull(applicationCodes.usedAt),
    isNull(applicationCodes.supersededAt),
  );

async function lockApplication(tx: Transaction, id: string): Promise<Application | null> {
  const [row] = await tx.select().from(applications).where(eq(applications.id, id)).for("update");
  return row ?? null;
}

/** Asks for another code, at most once a minute and five times an hour. */
export async function requestCode({ applicationId }: { applicationId: string }): Promise<void> {
  const application = await findApplication(applicationId);
  if (application?.state !== "paid") throw notFound();
  if (coolDownLeft(application.codeRequestedAt) > 0) throw coolingDown(application.codeRequestedAt);
  await throttle("sign-up-code", applicationId, codesPerHour);
  await controlDb().transaction(async (tx) => {
    const now = new Date();
    const cool = new Date(now.getTime() - mailCoolDownSeconds * 1000);
    const [row] = await tx
      .update(applications)
      .set({ codeRequestedAt: now, updatedAt: now })
      .where(
        and(
          eq(applications.id, applicationId),
          or(isNull(applications.codeRequestedAt), lte(applications.codeRequestedAt, cool)),
        ),
      )
      .returning({ id: applications.id });
    if (!row) throw coolingDown(now);
    const options = { jobKey: `application-code:${applicationId}` };
    await enqueue(tx, "applications.send-code", { applicationId }, options);
  });
}

type Registered = { handOver: string | null };

/**
 * Takes the code and the customer's data and has the environment built. A repeat, also at the same moment,
 * changes nothing and is answered as done; only the first one gets the hand-over.
 */
export async function register(
  request: RequestInfo,
  input: RegistrationInput & { applicationId: string },
): Promise<Registered> {
  await throttle("sign-up-registration", request.ip ?? "unknown", submitsPerHour);
  const passwordHash = await hashPassword(input.password);
  const secret = randomToken();
  const outcome = await controlDb().transaction(async (tx) => {
    const application = await lockApplication(tx, input.applicationId);
    if (!application || application.state === "submitted") throw notFound();
    if (application.state !== "paid") return "done";
    refuseGuessable(application, input);
    const checked = await checkCode(tx, application.id, input.code);
    if (checked !== "right") return checked;
    await beginBuild(tx, application, { ...input, passwordHash, secret, ip: request.ip });
    return "begun";
  });
  if (outcome === "done") return { handOver: null };
  if (outcome === "begun") return { handOver: issueHandOver(input.applicationId, secret) };
  throw codeError(outcome);
}

/** The applicant's own words are guessed first. */
function refuseGuessable({ email }: Application, input: RegistrationInput): void {
  const { password, companyName, contactName } = input;
  if (isPredictable(password, [email, companyName, contactName])) {
    throw fieldError("password", "validation.passwordTooCommon");
  }
}

type Refusal = { status: "wrong"; left: number } | { status: "dead" | "expired" | "none" };

/** Counts a wrong try in the caller's transaction, which must therefore commit. */
async function checkCode(
  tx: Transaction,
  applicationId: string,
  code: string,
): Promise<"right" | Refusal> {
  const [row] = await tx.select().from(applicationCodes).where(live(applicationId)).for("update");
  const status = codeStatus(row ?? null);
  if (!row || status !== "live") return { status: status === "live" ? "none" : status };
  const expected = Buffer.from(row.codeHash, "hex");
  const given = Buffer.from(codeHash(applicationId, code), "hex");
  const isRight = expected.length === given.length && timingSafeEqual(expected, given);
  await tx
    .update(applicationCodes)
    .set(isRight ? { usedAt: new Date() } : { tries: row.tries + 1 })
    .where(eq(applicationCodes.id, row.id));
  return isRight ? "right" : { status: "wrong", left: codeTries - row.tries - 1 };
}

function codeError(refusal: Refusal): AppError {
  if (refusal.status !== "wrong" || refusal.left < 1) {
    const key = refusal.status === "expired" ? "codeExpired" : "codeDead";
    return fieldError("code", `applications.errors.${key}`);
  }
  return new AppError("invalid", "invalid", {
    fieldErrors: { code: ["applications.errors.codeWrong"] },
    params: { left: refusal.left },
  });
}

type Details = RegistrationInput & { passwordHash: string; secret: string; ip: string | null };

async function beginBuild(tx: Transaction, application: Application, details: Details) {
  const now = new Date();
  await tx
    .update(applications)
    .set({
      state: "building",
      verifiedAt: now,
      companyName: details.companyName,
      contactName: details.contactName,
      passwordHash: details.passwordHash,
      termsVersion,
      termsAcceptedAt: now,
      termsIp: details.ip,
      tenantId: randomUUID(),
      handOverHash: hashToken(details.secret),
      updatedAt: now,
    })
    .where(eq(applications.id, application.id));
  const options = { jobKey: `application-build:${application.id}` };
  await enqueue(tx, "applications.build", { applicationId: application.id }, options);
}

/** Opens the first session for the browser that registered, once and soon after completion. */
export async function redeemHandOver(
  request: RequestInfo,
  token: string | undefined,
): Promise<{ tenantId: string; sessionId: string }> {
  const handOver = readHandOver(token);
  const application = handOver && (await findApplication(handOver.applicationId));
  if (!handOver || !application?.tenantId) throw notFound();
  const ctx = contextForJob(application.tenantId, "applications.hand-over");
  return transaction(ctx, async (tx) => {
    const earliest = new Date(Date.now() - handOverMinutes * 60_000);
    const [row] = await tx
      .update(applications)
      .set({ handOverHash: null })
      .where(
        and(
          eq(applications.id, application.id),
          eq(applications.handOverHash, hashToken(handOver.secret)),
          eq(applications.state, "completed"),
          gt(applications.completedAt, earliest),
        ),
      )
      .returning({ id: applications.id });
    const [found] = await tx.execute<{ user_id: string }>(sql`
      select user_id from find_sign_ins(${application.email})
      where tenant_id = ${ctx.tenantId} and state = 'active'`);
    if (!row || !found) throw new AppError("expired");
    const user = { tenantId: ctx.tenantId, id: found.user_id };
    const sessionId = await createSession(tx, user, request);
    await recordSignIn(tx, user, request, { outcome: "success", factor: "application" });
    await recordAudit(tx, ctx, {
      action: "session.created",
      targetType: "session",
      targetId: sessionId,
      details: { reason: "sign-up" },
    });
    return { tenantId: ctx.tenantId, sessionId };
  });
}
