import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paymentEvent } from "@/bin/testing/payment-event";
import {
  codeIn,
  deliverEvent,
  details,
  mailsTo,
  openPayment,
  password,
  paySignUp,
  request,
  runJobs,
  startProviders,
  startSignUp,
} from "@/bin/testing/sign-up";
import { controlDb } from "@/db/client";
import { applications } from "@/db/schema/applications";
import { auditEntries } from "@/db/schema/audit-entries";
import { paymentEvents } from "@/db/schema/control";
import { tenants } from "@/db/schema/tenants";
import { termsAcceptances, users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { findApplication } from "@/lib/applications/queries";
import { contextForJob } from "@/lib/auth/context";
import { verifyPassword } from "@/lib/auth/password";
import { register } from "@/lib/registrations/mutations";
import { termsVersion } from "@/lib/terms/rules";
import { buildEnvironment, buildNextStep, sendCompletion, sweepApplications } from "./mutations";
import { buildProgress, buildSteps, newAccountId } from "./rules";

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.stop());

async function registered() {
  const { id, email, code } = await paySignUp();
  await register(request(), details(id, code));
  return { id, email };
}

/** The process died: its job never ran to the end. */
const loseJobs = () => controlDb().execute(sql`delete from graphile_worker._private_jobs`);

async function contents(id: string) {
  const tenantId = (await findApplication(id))?.tenantId ?? "";
  return readTransaction(contextForJob(tenantId, "test"), async (tx) => ({
    tenants: await tx.select().from(tenants).where(eq(tenants.id, tenantId)),
    users: await tx.select().from(users).where(eq(users.tenantId, tenantId)),
    terms: await tx.select().from(termsAcceptances).where(eq(termsAcceptances.tenantId, tenantId)),
    audit: await tx.select().from(auditEntries).where(eq(auditEntries.tenantId, tenantId)),
  }));
}

const completionMails = async (email: string) =>
  (await mailsTo(email)).filter((mail) => mail.subject.includes("構築が完了"));

describe("building an environment", () => {
  for (let done = 0; done <= buildSteps.length; done += 1) {
    it(`W4: killed after ${done} steps it goes on, and one environment stands`, async () => {
      const { id, email } = await registered();
      await loseJobs();
      for (let step = 0; step < done; step += 1) await buildNextStep(id);
      await Promise.all([
        buildEnvironment({ applicationId: id }),
        buildEnvironment({ applicationId: id }),
      ]);
      await runJobs();
      await sendCompletion({ applicationId: id });
      const made = await contents(id);
      expect(made.tenants).toHaveLength(1);
      expect(made.users).toHaveLength(1);
      expect(made.audit.filter((row) => row.action === "tenant.created")).toHaveLength(1);
      expect(await completionMails(email)).toHaveLength(1);
      expect(await findApplication(id)).toMatchObject({ state: "completed", passwordHash: null });
    });
  }

  it("W4: a step that fails is said so and tried again from there", async () => {
    const { id } = await registered();
    await loseJobs();
    await buildNextStep(id);
    await controlDb()
      .update(applications)
      .set({ termsVersion: null })
      .where(eq(applications.id, id));
    await expect(buildEnvironment({ applicationId: id })).rejects.toThrow("acceptance");
    const failed = await findApplication(id);
    expect(failed?.buildStep).toBe(2);
    expect(buildProgress(2, failed?.buildError !== null)[2]?.state).toBe("failed");
    await controlDb().update(applications).set({ termsVersion }).where(eq(applications.id, id));
    await buildEnvironment({ applicationId: id });
    expect(await findApplication(id)).toMatchObject({ state: "completed", buildError: null });
  });

  it("W4: the watchdog takes up a paid application that a killed process left", async () => {
    const later = new Date(Date.now() + 130_000);
    const { id, email, sessionId } = await openPayment();
    await deliverEvent(paymentEvent({ id, sessionId }));
    await loseJobs();
    await sweepApplications(later);
    await runJobs();
    await register(request(), details(id, await codeIn(email)));
    await loseJobs();
    await sweepApplications(later);
    await runJobs();
    expect((await findApplication(id))?.state).toBe("completed");
  });

  it("W4: the watchdog applies a stored payment event that was not applied", async () => {
    const { id, sessionId } = await openPayment();
    const payload = JSON.parse(paymentEvent({ id, sessionId }));
    await controlDb().insert(paymentEvents).values({ id: payload.id, type: payload.type, payload });
    await sweepApplications(new Date(Date.now() + 130_000));
    expect((await findApplication(id))?.state).toBe("paid");
  });

  it("W4: the watchdog removes applications that were never paid, and no others", async () => {
    const unpaid = await startSignUp();
    const paid = await paySignUp();
    const past = { expiresAt: new Date(Date.now() - 1000) };
    for (const { id } of [unpaid, paid]) {
      await controlDb().update(applications).set(past).where(eq(applications.id, id));
    }
    await sweepApplications();
    expect(await findApplication(unpaid.id)).toBeNull();
    expect(await findApplication(paid.id)).not.toBeNull();
  });
});

describe("the finished environment", () => {
  it("W5: the mail names account, contract and support, never a password", async () => {
    const { id, email } = await registered();
    await runJobs();
    const { tenants: made } = await contents(id);
    const [mail] = await completionMails(email);
    const text = mail?.html ?? "";
    expect(made[0]?.accountId).toMatch(/^EC-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    for (const fact of [made[0]?.accountId ?? "?", "/sign-in", "スタンダード", "9,800", email]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain("chatwork.com");
    expect(text).not.toContain(password);
  });

  it("W4: the master account has the chosen password and every tenant its own account id", async () => {
    const { id, email } = await registered();
    await runJobs();
    const { users: made } = await contents(id);
    expect(made[0]).toMatchObject({ email, role: "master", state: "active", name: "山田 花子" });
    expect(await verifyPassword(made[0]?.passwordHash ?? null, password)).toBe(true);
    expect(new Set(Array.from({ length: 500 }, newAccountId)).size).toBe(500);
  });

  it("W32: agreement is kept with version, time and address", async () => {
    const { id } = await registered();
    await runJobs();
    const { terms } = await contents(id);
    const application = await findApplication(id);
    expect(terms).toHaveLength(1);
    expect(terms[0]).toMatchObject({
      version: termsVersion,
      acceptedAt: application?.termsAcceptedAt,
    });
    expect(terms[0]?.ip).toMatch(/^10\./);
  });
});
