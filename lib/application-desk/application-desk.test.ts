import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { noteRefund, retryBuild } from "./mutations";
import { listApplications } from "./queries";
import { isStuck } from "./rules";

async function application(
  state: "submitted" | "verified" | "building",
  { minutes = 0, error = null }: { minutes?: number; error?: string | null } = {},
): Promise<string> {
  const isPaid = state !== "submitted";
  const [row] = await controlDb().execute<{ id: string }>(sql`
    insert into applications (email, state, paid_at, verified_at, build_error, expires_at)
    values (${`${randomUUID()}@example.jp`}, ${state}, case when ${isPaid} then now() end,
      case when ${isPaid} then now() - make_interval(mins => ${minutes}) end, ${error}, now()) returning id`);
  return row?.id ?? "";
}

const idsOf = async (show: "open" | "stuck") => {
  const { applications } = await asOperator((operator) => listApplications(operator, { show }));
  return applications.map(({ id }) => id);
};

describe("applications as the staff see them", () => {
  it("W23: those that nobody builds are shown as stuck, and a build may be tried again at once", async () => {
    const unpaid = await application("submitted");
    const fresh = await application("building");
    const late = await application("verified", { minutes: 11 });
    const failed = await application("building", { error: "no room" });
    expect(await idsOf("open")).toEqual(expect.arrayContaining([unpaid, fresh, late, failed]));
    const stuck = await idsOf("stuck");
    expect(stuck).toEqual(expect.arrayContaining([late, failed]));
    expect(stuck).not.toContain(fresh);
    expect(stuck).not.toContain(unpaid);
    await asOperator((operator) => retryBuild(operator, { id: failed }));
    const jobs = await controlDb().execute(sql`
      select 1 from graphile_worker._private_jobs where payload ->> 'applicationId' = ${failed}`);
    expect(jobs.length).toBe(1);
    for (const id of [unpaid, randomUUID()])
      await expect(asOperator((operator) => retryBuild(operator, { id }))).rejects.toMatchObject({
        code: "conflict",
      });
    await controlDb().execute(sql`
      delete from graphile_worker._private_jobs where payload ->> 'applicationId' = ${failed}`);
    await controlDb().execute(
      sql`delete from applications where id in (${unpaid}, ${fresh}, ${late}, ${failed})`,
    );
  });

  it("W23: a refund is noted on what was paid only, and staff change nothing else of an application", async () => {
    const paid = await application("building");
    const unpaid = await application("submitted");
    await asOperator((operator) => noteRefund(operator, { id: paid, note: "全額を返金" }));
    const { applications } = await asOperator((operator) =>
      listApplications(operator, { show: "open" }),
    );
    expect(applications.find(({ id }) => id === paid)).toMatchObject({ refundNote: "全額を返金" });
    await expect(
      asOperator((operator) => noteRefund(operator, { id: unpaid, note: "x" })),
    ).rejects.toMatchObject({ code: "not_found" });
    const staff = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 1, onnotice: () => {} });
    for (const change of ["state = 'paid'", "email = 'x'", "password_hash = 'x'"])
      await expect(staff.unsafe(`update applications set ${change}`)).rejects.toThrow(/permission/);
    await staff.end();
    await controlDb().execute(sql`delete from applications where id in (${paid}, ${unpaid})`);
  });

  it("ten minutes are too long, and so is an error", () => {
    const now = Date.now();
    const building = { state: "building", verifiedAt: new Date(now - 599_000), buildError: null };
    expect(isStuck(building, now)).toBe(false);
    expect(isStuck({ ...building, verifiedAt: new Date(now - 601_000) }, now)).toBe(true);
    expect(isStuck({ ...building, buildError: "x" }, now)).toBe(true);
    expect(isStuck({ state: "paid", verifiedAt: null, buildError: null }, now)).toBe(false);
  });
});
