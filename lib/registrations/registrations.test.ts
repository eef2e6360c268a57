import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  codeIn,
  details,
  openPayment,
  paySignUp,
  request,
  runJobs,
  startProviders,
} from "@/bin/testing/sign-up";
import { controlDb } from "@/db/client";
import { applicationCodes, applications } from "@/db/schema/applications";
import { findApplication } from "@/lib/applications/queries";
import { redeemHandOver, register, requestCode } from "./mutations";
import { getCodeStatus } from "./queries";

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.stop());

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const refusedWith = (key: string) => ({
  details: { fieldErrors: { code: [`applications.errors.${key}`] } },
});

async function coolDown(id: string) {
  await controlDb()
    .update(applications)
    .set({ codeRequestedAt: new Date(Date.now() - 61_000) })
    .where(eq(applications.id, id));
}

describe("the code", () => {
  it("W3: five wrong tries end it, also for the right code afterwards", async () => {
    const { id, code } = await paySignUp();
    for (let turn = 0; turn < 4; turn += 1) {
      await expect(register(request(), details(id, wrong(code)))).rejects.toMatchObject(
        refusedWith("codeWrong"),
      );
    }
    for (const given of [wrong(code), code]) {
      await expect(register(request(), details(id, given))).rejects.toMatchObject(
        refusedWith("codeDead"),
      );
    }
    expect(await getCodeStatus(id)).toBe("dead");
    expect((await findApplication(id))?.state).toBe("paid");
  });

  it("W3: twenty wrong tries at the same moment count as no more than five", async () => {
    const { id, code } = await paySignUp();
    const tries = Array.from({ length: 20 }, () => register(request(), details(id, wrong(code))));
    await Promise.allSettled(tries);
    const [row] = await controlDb()
      .select()
      .from(applicationCodes)
      .where(eq(applicationCodes.applicationId, id));
    expect(row?.tries).toBe(5);
  });

  it("W3: it is kept as a hash and expires after ten minutes", async () => {
    const { id, code } = await paySignUp();
    const [row] = await controlDb()
      .select()
      .from(applicationCodes)
      .where(eq(applicationCodes.applicationId, id));
    expect(JSON.stringify(row)).not.toContain(code);
    const minutes = ((row?.expiresAt.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(9);
    expect(minutes).toBeLessThanOrEqual(10);
    await controlDb()
      .update(applicationCodes)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(applicationCodes.applicationId, id));
    await expect(register(request(), details(id, code))).rejects.toMatchObject(
      refusedWith("codeExpired"),
    );
  });

  it("W3: a code sent again replaces the older one, after a cool-down, five times an hour", async () => {
    const { id, email, code } = await paySignUp();
    await expect(requestCode({ applicationId: id })).rejects.toMatchObject({ code: "throttled" });
    await coolDown(id);
    await requestCode({ applicationId: id });
    await runJobs();
    const newer = await codeIn(email);
    if (newer !== code) {
      await expect(register(request(), details(id, code))).rejects.toMatchObject(
        refusedWith("codeWrong"),
      );
    }
    await register(request(), details(id, newer));
    expect((await findApplication(id))?.state).toBe("building");
  });

  it("W3: no more than five codes an hour are sent again", async () => {
    const { id } = await paySignUp();
    for (let turn = 0; turn < 5; turn += 1) {
      await coolDown(id);
      await requestCode({ applicationId: id });
    }
    await coolDown(id);
    await expect(requestCode({ applicationId: id })).rejects.toMatchObject({ code: "throttled" });
  });
});

describe("the registration", () => {
  it("W4: fifty submits at once and a second tab give one environment and one hand-over", async () => {
    const { id, code } = await paySignUp();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => register(request(), details(id, code))),
    );
    expect(answers.filter((answer) => answer.handOver)).toHaveLength(1);
    const { tenantId } = (await findApplication(id)) ?? {};
    expect((await register(request(), details(id, "000000"))).handOver).toBeNull();
    await runJobs();
    expect(await findApplication(id)).toMatchObject({ state: "completed", tenantId });
  });

  it("W4: nothing is registered before payment", async () => {
    const { id } = await openPayment();
    await expect(register(request(), details(id, "123456"))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("W4: a password made of the applicant's own words is refused and the code stays", async () => {
    const { id, code } = await paySignUp();
    const own = { companyName: "midorishouten", password: "midorishouten2026" };
    await expect(register(request(), { ...details(id, code), ...own })).rejects.toMatchObject({
      details: { fieldErrors: { password: [expect.any(String)] } },
    });
    expect(await getCodeStatus(id)).toBe("live");
  });

  it("W4: the browser that registered is signed in once, within thirty minutes", async () => {
    const { id, code } = await paySignUp();
    const { handOver } = await register(request(), details(id, code));
    const token = handOver ?? "";
    await expect(redeemHandOver(request(), token)).rejects.toMatchObject({ code: "expired" });
    await runJobs();
    const entered = await redeemHandOver(request(), token);
    expect(entered.tenantId).toBe((await findApplication(id))?.tenantId);
    await expect(redeemHandOver(request(), token)).rejects.toMatchObject({ code: "expired" });
  });

  it("W4: the hand-over ends thirty minutes after completion", async () => {
    const { id, code } = await paySignUp();
    const { handOver } = await register(request(), details(id, code));
    await runJobs();
    await controlDb()
      .update(applications)
      .set({ completedAt: new Date(Date.now() - 31 * 60_000) })
      .where(eq(applications.id, id));
    await expect(redeemHandOver(request(), handOver ?? "")).rejects.toMatchObject({
      code: "expired",
    });
  });
});
