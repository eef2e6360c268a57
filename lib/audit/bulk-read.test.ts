import { and, asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { addresses } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { listAddresses } from "@/lib/addresses/queries";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { listRecipients } from "@/lib/history/queries";
import { listSuppressions } from "@/lib/suppressions/queries";
import { listUsers } from "@/lib/users/queries";

const noted = async ({ tenantId }: TenantContext) => {
  const rows = await readTransaction(contextForJob(tenantId, "test"), (tx) =>
    tx
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.tenantId, tenantId)))
      .orderBy(asc(auditEntries.seq)),
  );
  return rows.map(({ action, details, actorName, ip, userAgent, requestId }) => {
    expect({ actorName, ip, userAgent, requestId }).toEqual({
      actorName: expect.stringMatching(/^テスト/),
      ip: "127.0.0.1",
      userAgent: "vitest",
      requestId: expect.any(String),
    });
    return { action, details };
  });
};

describe("looks at personal data", () => {
  it("W17: a page of fifty people or a search is written down once, a look at a few is not", async () => {
    const { ctx, contextFor } = await createTestTenant();
    const add = (count: number) =>
      transaction(ctx, (tx) =>
        tx
          .insert(addresses)
          .values(
            Array.from({ length: count }, () => ({ tenantId: ctx.tenantId, email: uniqueEmail() })),
          ),
      );
    await add(49);
    await listAddresses(ctx);
    expect(await noted(ctx)).toEqual([]);
    await add(1);
    await listAddresses(ctx);
    await listAddresses(ctx);
    await listAddresses(ctx, { q: "tanaka" });
    await readTransaction(ctx, (_, inner) => listAddresses(inner, { q: "tanaka" }));
    await listAddresses(contextForJob(ctx.tenantId, "test"));
    expect(await noted(ctx)).toEqual([
      { action: "address.listed", details: { shown: 50, filter: {} } },
      { action: "address.searched", details: { shown: 0, filter: { q: "tanaka" } } },
    ]);
    await listAddresses(await contextFor("viewer"));
    expect(await noted(ctx)).toHaveLength(3);
  });

  it("W17: searches among recipients, suppressions and users leave an entry", async () => {
    const { ctx } = await createTestTenant();
    const delivery = crypto.randomUUID();
    await listRecipients(ctx, delivery, { view: "all", q: "a@" }, { after: undefined, size: 10 });
    await listSuppressions(ctx, { q: "b@" });
    await listUsers(ctx, { q: "佐藤" });
    expect((await noted(ctx)).map(({ action }) => action)).toEqual([
      "recipient.searched",
      "suppression.searched",
      "user.searched",
    ]);
  });
});
