import { beforeAll, expect, it } from "vitest";
import { roles } from "@/db/schema/roles";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { listUsers } from "./queries";

let tenant: TestTenant;
let roleId = "";

/** A thousand people: every tenth deactivated, every fourth with a role of the customer's own. */
beforeAll(async () => {
  tenant = await createTestTenant();
  const { tenantId } = tenant;
  await transaction(tenant.ctx, async (tx) => {
    const [role] = await tx.insert(roles).values({ tenantId, name: "販売店" }).returning();
    roleId = role?.id ?? "";
    await tx.insert(users).values(
      Array.from({ length: 1_000 }, (_, n) => ({
        tenantId,
        email: `person-${String(n).padStart(4, "0")}@example.jp`,
        name: `利用者 ${n}`,
        role: "viewer" as const,
        roleId: n % 4 === 0 ? roleId : null,
        state: n % 10 === 0 ? ("deactivated" as const) : ("active" as const),
      })),
    );
  });
});

async function walk(filter: Partial<Parameters<typeof listUsers>[1]>): Promise<string[]> {
  const emails: string[] = [];
  let after: string | undefined;
  do {
    const page = await listUsers(tenant.ctx, { q: "", ...filter, after });
    emails.push(...page.rows.map(({ email }) => email));
    after = page.next ?? undefined;
  } while (after);
  return emails;
}

it("W6: a thousand users are listed page by page, each once, and found by text, state and role", async () => {
  const all = await walk({ q: "person-" });
  expect(all).toHaveLength(1_000);
  expect(new Set(all).size).toBe(1_000);
  expect(all).toEqual([...all].sort());
  expect(await walk({ state: "deactivated" })).toHaveLength(100);
  expect(await walk({ role: roleId })).toHaveLength(250);
  expect(await walk({ role: roleId, state: "deactivated", q: "利用者" })).toHaveLength(50);
  expect(await walk({ q: "利用者 77" })).toHaveLength(11);
});
