import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { jobRuns } from "@/db/schema/control";
import { createTestTenant } from "@/db/testing";
import { listJobRuns, listTenants } from "./queries";
import { jobFilterSchema, tenantFilterSchema } from "./schema";

const tenantsBy = (search: Record<string, string>) =>
  asOperator((operator) => listTenants(operator, tenantFilterSchema.parse(search)));
const jobsBy = (search: Record<string, string>) =>
  asOperator((operator) => listJobRuns(operator, jobFilterSchema.parse(search)));

describe("the customers as the provider sees them", () => {
  it("W23: are found by a part of name or account ID, with plan and use and nothing they keep here", async () => {
    const { tenantId } = await createTestTenant();
    const [own] = (await tenantsBy({})).rows.filter(({ id }) => id === tenantId);
    expect(own).toMatchObject({ state: "active", isBraked: false });
    const { rows } = await tenantsBy({ q: own?.accountId.slice(2) ?? "" });
    expect(rows.map(({ id }) => id)).toEqual([tenantId]);
    expect((await tenantsBy({ q: "100%_" })).rows).toEqual([]);
    expect(Object.keys(own ?? {}).sort()).toEqual([
      "accountId",
      "addresses",
      "createdAt",
      "id",
      "isBraked",
      "mailsThisMonth",
      "name",
      "planId",
      "position",
      "state",
    ]);
  });

  it("are paged by key, each once", async () => {
    for (let made = 0; made < 51; made += 1) await createTestTenant();
    const first = await tenantsBy({});
    const second = await tenantsBy({ after: first.next ?? "" });
    expect(first.rows).toHaveLength(50);
    const ids = [...first.rows, ...second.rows].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(second.rows.length).toBeGreaterThan(0);
  });
});

describe("what ran in the background", () => {
  it("can be narrowed to what failed", async () => {
    const task = `test.${randomUUID()}`;
    await controlDb()
      .insert(jobRuns)
      .values([
        { task, state: "failed", error: "broken" },
        { task, state: "succeeded" },
      ]);
    const failed = (await jobsBy({ state: "failed" })).rows;
    expect(failed.filter((row) => row.task === task)).toHaveLength(1);
    expect(failed.every(({ state }) => state === "failed")).toBe(true);
    const all = (await jobsBy({ state: "nonsense" })).rows;
    expect(all.filter((row) => row.task === task)).toHaveLength(2);
  });
});
