import { and, eq, inArray, isNotNull, lt, notExists, or, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { sendingRamps } from "@/db/schema/abuse";
import { attributeDefinitions, tags } from "@/db/schema/addresses";
import { applicationCodes, applications } from "@/db/schema/applications";
import { senders } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import { users } from "@/db/schema/users";
import { readTransaction, transaction } from "@/db/transaction";
import { completionMail } from "@/lib/applications/email";
import { type Application, findApplication } from "@/lib/applications/queries";
import { recordAudit } from "@/lib/audit/record";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { applyPaymentEvent } from "@/lib/checkouts/mutations";
import { listUnappliedEvents } from "@/lib/checkouts/queries";
import { errorText, log } from "@/lib/log";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { mailTranslator } from "@/lib/mail/translator";
import { defaultPlanId, findPlan } from "@/lib/plans/rules";
import { enqueue } from "@/lib/queue/enqueue";
import { regionInUse } from "@/lib/regions/queries";
import { recordAcceptance } from "@/lib/terms/mutations";
import { type BuildStep, buildSteps, newAccountId, quietSeconds, starterContent } from "./rules";

type Building = Application & { tenantId: string };
type Scope = TenantContext & { tx: Transaction };

/** Builds an environment from where it stands; a new call after a crash goes on with the next step. */
export async function buildEnvironment({ applicationId }: { applicationId: string }) {
  try {
    while (await buildNextStep(applicationId)) {
      // Each step is a transaction of its own, so what is done stays done.
    }
  } catch (error) {
    const buildError = errorText(error);
    await controlDb()
      .update(applications)
      .set({ buildError, updatedAt: new Date() })
      .where(eq(applications.id, applicationId));
    throw error;
  }
}

/** Does the next step, together with the mark that it is done; false when nothing is left. */
export async function buildNextStep(applicationId: string): Promise<boolean> {
  const { tenantId } = (await findApplication(applicationId)) ?? {};
  if (!tenantId) return false;
  const ctx = contextForJob(tenantId, "applications.build");
  return transaction(ctx, async (tx, inner) => {
    const [row] = await tx
      .select()
      .from(applications)
      .where(eq(applications.id, applicationId))
      .for("update");
    const step = buildSteps[row?.buildStep ?? 0];
    if (row?.state !== "building" || !step) return false;
    await work[step](inner, { ...row, tenantId });
    await tx
      .update(applications)
      .set({ buildStep: row.buildStep + 1, buildError: null, updatedAt: new Date() })
      .where(eq(applications.id, applicationId));
    return true;
  });
}

const work: Record<BuildStep, (scope: Scope, application: Building) => Promise<void>> = {
  tenant: addTenant,
  master: addMaster,
  terms: addAcceptance,
  starter: addStarterContent,
  completion: complete,
};

async function addTenant({ tx }: Scope, application: Building): Promise<void> {
  const name = application.companyName ?? "";
  await tx.insert(tenants).values({
    id: application.tenantId,
    accountId: newAccountId(),
    name,
    planId: application.planId ?? defaultPlanId,
    storageRegion: await regionInUse(tx),
    stripeCustomerId: application.stripeCustomerId,
    stripeSubscriptionId: application.stripeSubscriptionId,
    legalName: name,
    complaintContact: application.email,
  });
  await tx.insert(sendingRamps).values({ tenantId: application.tenantId });
}

async function addMaster({ tx }: Scope, application: Building): Promise<void> {
  await tx.insert(users).values({
    tenantId: application.tenantId,
    email: application.email,
    name: application.contactName ?? application.email,
    state: "active",
    role: "master",
    passwordHash: application.passwordHash,
  });
}

async function addAcceptance(scope: Scope, application: Building): Promise<void> {
  const [master] = await scope.tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, scope.tenantId), eq(users.email, application.email)));
  const { termsVersion, termsAcceptedAt, termsIp } = application;
  if (!master || !termsVersion || !termsAcceptedAt) throw new Error("acceptance is incomplete");
  const acceptance = { version: termsVersion, acceptedAt: termsAcceptedAt, ip: termsIp };
  await recordAcceptance(scope, { userId: master.id, ...acceptance });
}

async function addStarterContent({ tx, tenantId }: Scope, application: Building): Promise<void> {
  const t = await mailTranslator(application.locale, "email-applications");
  const name = application.companyName ?? "";
  await tx.insert(senders).values({ tenantId, name, email: application.email });
  await tx
    .insert(tags)
    .values(
      starterContent.tags.map(({ key, color }) => ({ tenantId, name: t(`starter.${key}`), color })),
    );
  await tx.insert(attributeDefinitions).values(
    starterContent.attributes.map((key, position) => ({
      tenantId,
      subject: "address" as const,
      key: t(`starter.${key}`),
      type: "text" as const,
      position,
    })),
  );
}

async function complete({ tx, ...ctx }: Scope, application: Building): Promise<void> {
  const now = new Date();
  await tx
    .update(applications)
    .set({ state: "completed", completedAt: now, passwordHash: null })
    .where(eq(applications.id, application.id));
  await recordAudit(tx, ctx, {
    action: "tenant.created",
    targetType: "tenant",
    targetId: application.tenantId,
    details: { after: { plan: application.planId, terms: application.termsVersion } },
  });
  const options = { jobKey: `application-completion:${application.id}` };
  await enqueue(tx, "applications.send-completion", { applicationId: application.id }, options);
  await enqueue(tx, "invoices.adopt", { tenantId: application.tenantId });
}

/** Mails the account, the contract and the support contact; the key makes a repeat harmless. */
export async function sendCompletion({ applicationId }: { applicationId: string }): Promise<void> {
  const application = await findApplication(applicationId);
  if (!application?.tenantId || !application.completedAt) return;
  const { tenantId, completedAt, email, locale } = application;
  const [tenant] = await readTransaction(
    contextForJob(tenantId, "applications.send-completion"),
    (tx) => tx.select().from(tenants).where(eq(tenants.id, tenantId)),
  );
  if (!tenant) throw new Error("tenant of a completed application is missing");
  const plan = findPlan(tenant.planId);
  const t = await mailTranslator(locale, "plans");
  const mail = await completionMail(locale, {
    company: tenant.name,
    contact: application.contactName ?? "",
    email,
    accountId: tenant.accountId,
    planName: plan ? t(`names.${plan.id}`) : tenant.planId,
    monthlyYen: plan?.monthlyYen ?? null,
    completedAt,
    storageRegion: tenant.storageRegion,
  });
  const idempotencyKey = `application-completion:${applicationId}`;
  await sendAccountMail({ ...mail, to: email, idempotencyKey });
}

/** The watchdog: takes up what a killed process left, and removes applications that were never paid. */
export async function sweepApplications(now = new Date()): Promise<void> {
  const quietSince = new Date(now.getTime() - quietSeconds * 1000);
  for (const id of await listUnappliedEvents(quietSince)) {
    await applyPaymentEvent(id).catch((error) =>
      log.error({ err: error, id }, "event not applied"),
    );
  }
  await controlDb().transaction(async (tx) => {
    for (const { id, state } of await listStuck(tx, quietSince)) {
      const [task, kind] =
        state === "paid" ? ["applications.send-code", "code"] : ["applications.build", "build"];
      await enqueue(tx, task, { applicationId: id }, { jobKey: `application-${kind}:${id}` });
      await tx.update(applications).set({ updatedAt: now }).where(eq(applications.id, id));
    }
    await tx
      .delete(applications)
      .where(and(eq(applications.state, "submitted"), lt(applications.expiresAt, now)));
  });
}

function listStuck(tx: Transaction, quietSince: Date) {
  const hasNoCode = notExists(
    tx
      .select({ one: sql`1` })
      .from(applicationCodes)
      .where(eq(applicationCodes.applicationId, applications.id)),
  );
  return tx
    .select({ id: applications.id, state: applications.state })
    .from(applications)
    .where(
      and(
        lt(applications.updatedAt, quietSince),
        isNotNull(applications.paidAt),
        or(
          inArray(applications.state, ["building", "verified"]),
          and(eq(applications.state, "paid"), hasNoCode),
        ),
      ),
    )
    .for("update", { skipLocked: true });
}
