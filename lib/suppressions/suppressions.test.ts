import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { suppressions } from "@/db/schema/addresses";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { createSuppressions, releaseSuppression } from "./mutations";
import { listSuppressions, suppressionPageSize } from "./queries";
import { createSuppressionsSchema } from "./schema";

describe("suppressions", () => {
  it("takes many pasted addresses, each once, and keeps an earlier reason", async () => {
    const { ctx } = await createTestTenant();
    await transaction(ctx, (tx) =>
      tx.insert(suppressions).values({
        tenantId: ctx.tenantId,
        email: "b@example.jp",
        reason: "complained",
      }),
    );
    const input = createSuppressionsSchema.parse({
      emails: "A@example.jp, b@example.jp；ａ@example.jp\r\n\n c..d@docomo.ne.jp ",
    });
    expect(await createSuppressions(ctx, input)).toEqual({ added: 2, already: 1 });
    expect((await listSuppressions(ctx, { q: "B@" })).rows).toMatchObject([
      { reason: "complained" },
    ]);
    await expect(releaseSuppression(ctx, { email: "b@example.jp" })).rejects.toMatchObject({
      messageKey: "suppressions.errors.notReleasable",
    });
    await releaseSuppression(ctx, { email: "a@example.jp" });
    expect((await listSuppressions(ctx, { reason: "manual" })).rows).toMatchObject([
      { email: "c..d@docomo.ne.jp" },
    ]);
  });

  it.each(["", "  \n ", "a@example.jp, nonsense", "\ud800@example.jp", "x".repeat(1_000_001)])(
    "refuses a bad list",
    (emails) => {
      expect(createSuppressionsSchema.safeParse({ emails }).success).toBe(false);
    },
  );

  it("pages return every row exactly once; another tenant sees none of them", async () => {
    const [{ ctx }, other] = await Promise.all([createTestTenant(), createTestTenant()]);
    const total = suppressionPageSize * 2 + 3;
    await transaction(ctx, (tx) =>
      tx.execute(sql`insert into ${suppressions} (tenant_id, email, reason)
        select ${ctx.tenantId}::uuid, 's' || i || '@example.jp', 'bounced' from generate_series(1, ${total}::int) i`),
    );
    const seen: string[] = [];
    let page = await listSuppressions(ctx);
    seen.push(...page.rows.map(({ email }) => email));
    while (page.next) {
      page = await listSuppressions(ctx, { after: page.next });
      seen.push(...page.rows.map(({ email }) => email));
    }
    expect(new Set(seen).size).toBe(total);
    expect(seen).toHaveLength(total);
    expect((await listSuppressions(other.ctx)).rows).toEqual([]);
    await expect(releaseSuppression(other.ctx, { email: "s1@example.jp" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
