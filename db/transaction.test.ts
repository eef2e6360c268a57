import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { withLogFields } from "@/lib/log";
import { controlDb } from "./client";
import { tags } from "./schema/addresses";
import { createTestTenant } from "./testing";
import { readTransaction, transaction } from "./transaction";

const currentTenant = sql`select nullif(current_setting('app.tenant_id', true), '') as tenant`;

describe("the one door to tenant tables", () => {
  it("sets the tenant inside and leaves nothing behind for the pool's next borrower", async () => {
    const { ctx } = await createTestTenant();
    const inside = await readTransaction(ctx, (tx) => tx.execute(currentTenant));
    expect(inside[0]).toEqual({ tenant: ctx.tenantId });
    const after = await Promise.all(
      Array.from({ length: 40 }, () => controlDb().execute(currentTenant)),
    );
    expect(after.every(([row]) => row?.tenant === null)).toBe(true);
  });

  it("W17: PostgreSQL's own views and log name the request, and nothing of it stays behind", async () => {
    const { ctx } = await createTestTenant();
    const activity = sql`select application_name as name from pg_stat_activity where pid = pg_backend_pid()`;
    const inside = await readTransaction(ctx, (tx) => tx.execute(activity));
    expect(inside[0]).toEqual({ name: `ecai-web:${ctx.request.requestId}` });
    const job = { ...ctx, request: { ...ctx.request, requestId: null } };
    const ofJob = await withLogFields({ requestId: "of-a-job" }, () =>
      readTransaction(job, (tx) => tx.execute(activity)),
    );
    expect(ofJob[0]).toEqual({ name: "ecai-web:of-a-job" });
    const after = await Promise.all(
      Array.from({ length: 40 }, () => controlDb().execute(activity)),
    );
    expect(after.every(([row]) => row?.name === "ecai-web")).toBe(true);
  });

  it("joins the open transaction and undoes all of it when a part fails", async () => {
    const { ctx } = await createTestTenant();
    const failing = transaction(ctx, async (tx, inner) => {
      await tx.insert(tags).values({ tenantId: ctx.tenantId, name: "外" });
      await transaction(inner, (joined) =>
        joined.insert(tags).values({ tenantId: ctx.tenantId, name: "内" }),
      );
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await readTransaction(ctx, (tx) => tx.select().from(tags))).toEqual([]);
  });

  it("refuses a write in a read transaction", async () => {
    const { ctx } = await createTestTenant();
    const write = readTransaction(ctx, (tx) =>
      tx.insert(tags).values({ tenantId: ctx.tenantId, name: "書込" }),
    );
    await expect(write).rejects.toMatchObject({ cause: { code: "25006" } });
  });
});
