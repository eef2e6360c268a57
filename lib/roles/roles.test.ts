import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { tags } from "@/db/schema/addresses";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { roleNames } from "@/db/values";
import type { TenantContext } from "@/lib/auth/context";
import {
  effectivePermissions,
  explainPermission,
  type Permission,
  permissions,
} from "@/lib/auth/permissions";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { inviteUser } from "@/lib/invitations/mutations";
import { mergeTag } from "@/lib/tags/mutations";
import { changePermissions } from "@/lib/users/mutations";
import { getUser, listUsers } from "@/lib/users/queries";
import { createRole, deleteRole, updateRole } from "./mutations";
import { getRole, listRolesWithCounts } from "./queries";

let tenant: TestTenant;
let ctx: TenantContext;
const tagId = randomUUID();

beforeAll(async () => {
  tenant = await createTestTenant();
  ctx = tenant.ctx;
  await transaction(ctx, (tx) =>
    tx.insert(tags).values({ tenantId: ctx.tenantId, id: tagId, name: "東京" }),
  );
});

const role = (names: Permission[], tagIds: string[] = []) =>
  createRole(ctx, { name: `役割 ${randomUUID()}`, description: "", permissions: names, tagIds });
const give = (userId: string, choice: string, by = ctx) =>
  changePermissions(by, { userId, role: choice, granted: [], denied: [] });

/** The permissions and limits that the person's next request has. */
async function live(user: TenantContext) {
  const id = user.actor.id ?? "";
  const sessionId = await transaction(ctx, (tx) =>
    createSession(tx, { tenantId: ctx.tenantId, id }, ctx.request),
  );
  const found = await contextForSession(ctx.tenantId, sessionId, ctx.request);
  return {
    permissions: [...(found?.permissions ?? [])],
    tagScope: found?.tagScope,
    name: found?.actor.roleName,
  };
}

describe("the customer's own roles", () => {
  it("W6: give exactly their permissions, and what everybody has, from the next request on", async () => {
    const { id } = await role(["addresses:read", "utilities:use"]);
    const user = await tenant.contextFor("sender");
    await give(user.actor.id ?? "", id);
    expect((await live(user)).permissions.sort()).toEqual([
      "account:write",
      "addresses:read",
      "incidents:report",
      "notices:read",
      "support:use",
    ]);
    const { name, description, userCount } = await getRole(ctx, id);
    expect(userCount).toBe(1);
    await updateRole(ctx, {
      id,
      name,
      description,
      permissions: ["deliveries:read"],
      tagIds: [tagId],
    });
    expect(await live(user)).toEqual({
      permissions: [
        "deliveries:read",
        "notices:read",
        "incidents:report",
        "support:use",
        "account:write",
      ],
      tagScope: [tagId],
      name,
    });
    expect(await getUser(ctx, user.actor.id ?? "")).toMatchObject({ roleId: id, roleName: name });
  });

  it("W6: keep a person's own exceptions and limit", async () => {
    const { id } = await role(["addresses:read", "tags:read"]);
    const user = await tenant.contextFor("viewer");
    await changePermissions(ctx, {
      userId: user.actor.id ?? "",
      role: id,
      granted: ["deliveries:read"],
      denied: ["tags:read"],
      tagIds: [tagId],
    });
    const seen = await live(user);
    expect(seen.permissions.sort()).toEqual([
      "account:write",
      "addresses:read",
      "deliveries:read",
      "incidents:report",
      "notices:read",
      "support:use",
    ]);
    expect(seen.tagScope).toEqual([tagId]);
  });

  it("W6: can be given with an invitation and found in the list of users", async () => {
    const { id } = await role(["addresses:read"]);
    const invited = await inviteUser(ctx, {
      email: uniqueEmail("invited"),
      name: "招待 花子",
      role: id,
      attributes: {},
      locale: "ja",
    });
    const page = await listUsers(ctx, { q: "", role: id });
    expect(page.rows.map((user) => user.id)).toEqual([invited.id]);
    expect((await listUsers(ctx, { q: "招待 花子", role: "viewer" })).rows).toEqual([]);
  });

  it("W6: pass their holders on when they are deleted", async () => {
    const { id } = await role(["addresses:read"]);
    const user = await tenant.contextFor("viewer");
    await give(user.actor.id ?? "", id);
    await expect(deleteRole(ctx, { id, moveTo: "" })).rejects.toMatchObject({ code: "invalid" });
    await expect(deleteRole(ctx, { id, moveTo: "master" })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(await deleteRole(ctx, { id, moveTo: "author" })).toEqual({ moved: 1 });
    expect((await live(user)).permissions).toContain("deliveries:write");
    await expect(getRole(ctx, id)).rejects.toMatchObject({ code: "not_found" });
    const { builtIn } = await listRolesWithCounts(ctx);
    expect(builtIn.find(({ name }) => name === "author")?.userCount).toBe(1);
  });

  it("W6: let nobody gain what they do not hold, by their own role or another's", async () => {
    const { id } = await role(["users:read", "users:write"]);
    const boss = await tenant.contextFor("viewer");
    const helper = await tenant.contextFor("viewer");
    await give(boss.actor.id ?? "", id);
    const acting = { ...boss, permissions: new Set((await live(boss)).permissions) };
    const strong = {
      name: "強い",
      description: "",
      permissions: ["audit:read" as const],
      tagIds: [],
    };
    await expect(updateRole(acting, { id, ...strong })).rejects.toMatchObject({
      code: "not_permitted",
    });
    await expect(createRole(acting, strong)).rejects.toMatchObject({ code: "invalid" });
    await expect(give(helper.actor.id ?? "", "sender", acting)).rejects.toMatchObject({
      code: "invalid",
    });
    const other = await role(["deliveries:send"]);
    await expect(give(helper.actor.id ?? "", other.id, acting)).rejects.toMatchObject({
      code: "invalid",
    });
    await give(helper.actor.id ?? "", id, acting);
    expect((await live(helper)).permissions).toContain("users:write");
  });

  it("W6: belong to one tenant", async () => {
    const { id } = await role(["addresses:read"]);
    const other = await createTestTenant();
    await expect(getRole(other.ctx, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(deleteRole(other.ctx, { id, moveTo: "" })).rejects.toMatchObject({
      code: "not_found",
    });
    const user = await other.contextFor("viewer");
    await expect(give(user.actor.id ?? "", id, other.ctx)).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("W6: follow a tag that is merged into another", async () => {
    const [from, into] = [randomUUID(), randomUUID()];
    await transaction(ctx, (tx) =>
      tx
        .insert(tags)
        .values([from, into].map((one) => ({ tenantId: ctx.tenantId, id: one, name: one }))),
    );
    const { id } = await role(["addresses:read"], [from]);
    await mergeTag(ctx, { id: from, intoId: into });
    expect((await getRole(ctx, id)).tagIds).toEqual([into]);
  });
});

describe("what a user may do", () => {
  const names = fc.subarray([...permissions]);
  const holder = fc.record({
    role: fc.constantFrom(...roleNames),
    granted: names,
    denied: names,
    rolePermissions: fc.option(names),
    isLimited: fc.boolean(),
  });

  it("W6: is explained line by line exactly as it is enforced", () => {
    fc.assert(
      fc.property(holder, (user) => {
        const allowed = effectivePermissions(user);
        for (const name of permissions) {
          const { isAllowed, reason } = explainPermission(user, name);
          expect(allowed.has(name)).toBe(isAllowed);
          expect(["master", "everyone", "role", "granted"].includes(reason)).toBe(isAllowed);
        }
      }),
    );
  });

  it("W6: never includes what concerns the whole tenant for somebody who is limited to tags", () => {
    const limited = {
      role: "manager",
      granted: [...permissions],
      denied: [],
      isLimited: true,
    } as const;
    const allowed = effectivePermissions(limited);
    for (const name of ["users:write", "audit:read", "attributes:write", "utilities:use"] as const)
      expect(allowed.has(name), name).toBe(false);
  });
});
