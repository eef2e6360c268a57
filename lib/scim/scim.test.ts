import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as configRoute from "@/app/api/scim/v2/ServiceProviderConfig/route";
import * as userRoute from "@/app/api/scim/v2/Users/[id]/route";
import * as usersRoute from "@/app/api/scim/v2/Users/route";
import { auditEntries } from "@/db/schema/audit-entries";
import { scimTokens } from "@/db/schema/scim";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { ScimError } from "@/lib/auth/scim-error";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { createToken, revokeToken } from "@/lib/scim-tokens/mutations";
import { listTokens } from "@/lib/scim-tokens/queries";
import { applyPatch, parseFilter } from "./rules";

const request = vi.hoisted(() => ({ ip: "192.0.2.1", userAgent: "vitest", requestId: null }));
vi.mock("@/lib/auth/request-info", () => ({ requestInfo: async () => request }));

let tenant: TestTenant;
let token: string;
let domain: string;
const asJob = () => contextForJob(tenant.tenantId, "test");
type Answer = { status: number; type: string | null; body: Record<string, unknown> };

async function call(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  bearer = token,
): Promise<Answer> {
  const asked = new NextRequest(`http://localhost:3000/api/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/scim+json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const id = /^\/Users\/([^?]+)/.exec(path)?.[1];
  const handlers: Record<string, unknown> = id
    ? userRoute
    : path.startsWith("/Users")
      ? usersRoute
      : configRoute;
  const handler = handlers[method] as (r: NextRequest, p: object) => Promise<Response>;
  const answer = await handler(asked, { params: Promise.resolve(id ? { id } : {}) });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get("content-type"),
    body: text ? JSON.parse(text) : {},
  };
}

/** As Entra ID creates a user. */
const entraUser = (name: string) => ({
  schemas: [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
  ],
  externalId: `entra-${name}`,
  userName: `${name}@${domain}`,
  active: true,
  displayName: "高﨑 花子",
  emails: [{ primary: true, type: "work", value: `${name}@${domain}` }],
  meta: { resourceType: "User" },
  name: { formatted: "花子 高﨑", familyName: "高﨑", givenName: "花子" },
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "営業" },
});
const patchOf = (...Operations: object[]) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations,
});
const create = async (name: string) =>
  String((await call("POST", "/Users", entraUser(name))).body.id);
const search = (filter: string) => call("GET", `/Users?filter=${encodeURIComponent(filter)}`);
const userRow = async (id: string) => {
  const where = and(eq(users.tenantId, tenant.tenantId), eq(users.id, id));
  const [row] = await transaction(asJob(), (tx) => tx.select().from(users).where(where));
  return row;
};

beforeEach(async () => {
  tenant = await createTestTenant();
  domain = `${randomUUID().slice(0, 8)}.example.jp`;
  request.ip = randomUUID();
  ({ token } = await createToken(tenant.ctx));
});

describe("the bearer token", () => {
  it("W35: opens its own tenant alone, is stored as a hash, and ends at once", async () => {
    const config = await call("GET", "/ServiceProviderConfig");
    expect(config).toMatchObject({ status: 200, body: { patch: { supported: true } } });
    expect(config.type).toContain("application/scim+json");
    const rows = await transaction(asJob(), (tx) => tx.select().from(scimTokens));
    expect(JSON.stringify(rows)).not.toContain(token.split(".")[2]);
    const other = await createTestTenant();
    const moved = token.replace(tenant.tenantId, other.tenantId);
    for (const wrong of [moved, "", `${token}x`, "nonsense"]) {
      const answer = await call("GET", "/Users", undefined, wrong);
      expect(answer).toMatchObject({ status: 401, body: { status: "401" } });
      expect(answer.body.schemas).toEqual(["urn:ietf:params:scim:api:messages:2.0:Error"]);
    }
    const [listed] = await listTokens(tenant.ctx);
    await revokeToken(tenant.ctx, { id: listed?.id ?? "" });
    expect((await call("GET", "/Users")).status).toBe(401);
    const entries = await transaction(asJob(), (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.tenantId, tenant.tenantId)),
    );
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["scim.token_created", "scim.token_revoked"]),
    );
    expect(JSON.stringify(entries)).not.toContain(token.split(".")[2]);
    const manager = await tenant.contextFor("manager");
    await expect(createToken(manager)).rejects.toMatchObject({ code: "not_permitted" });
  });

  it("W21: guesses from one network are stopped for a while", async () => {
    const answers: number[] = [];
    for (let count = 0; count < 62; count++)
      answers.push((await call("GET", "/Users", undefined, "wrong")).status);
    expect(answers.slice(0, 60).every((status) => status === 401)).toBe(true);
    expect(answers.at(-1)).toBe(429);
  });

  it("W22: another tenant's users are not found by any verb", async () => {
    const other = await createTestTenant();
    const path = `/Users/${other.userId}`;
    expect((await call("GET", path)).status).toBe(404);
    expect((await call("PUT", path, entraUser("x"))).status).toBe(404);
    expect(
      (await call("PATCH", path, patchOf({ op: "replace", path: "active", value: false }))).status,
    ).toBe(404);
    expect((await call("DELETE", path)).status).toBe(404);
  });
});

describe("Entra ID", () => {
  it("W6: looks for a user, creates one, links and changes them by its own dialect", async () => {
    const none = await search(`userName eq "hanako@${domain}"`);
    expect(none.body).toMatchObject({ totalResults: 0, startIndex: 1, Resources: [] });
    const made = await call("POST", "/Users", entraUser("hanako"));
    expect(made).toMatchObject({
      status: 201,
      body: { userName: `hanako@${domain}`, externalId: "entra-hanako", active: true },
    });
    const id = String(made.body.id);
    expect(await userRow(id)).toMatchObject({ role: "viewer", state: "active", name: "高﨑 花子" });
    expect((await call("POST", "/Users", entraUser("hanako"))).body).toMatchObject({
      status: "409",
      scimType: "uniqueness",
    });
    expect((await search(`userName eq "HANAKO@${domain}"`)).body.totalResults).toBe(1);
    const patched = await call(
      "PATCH",
      `/Users/${id}`,
      patchOf(
        { op: "Replace", path: "displayName", value: "山田 花子" },
        { op: "Add", path: 'emails[type eq "work"].value', value: `yamada@${domain}` },
        { op: "Replace", path: "name.familyName", value: "山田" },
        {
          op: "Add",
          path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
          value: "企画",
        },
      ),
    );
    expect(patched).toMatchObject({ status: 200, body: { displayName: "山田 花子" } });
    expect(await userRow(id)).toMatchObject({ name: "山田 花子", email: `yamada@${domain}` });
  });

  it("W6: 'active' as the word False ends sessions at once, and True lets in again", async () => {
    const id = await create("taro");
    const sessionId = await transaction(asJob(), (tx) =>
      createSession(tx, { tenantId: tenant.tenantId, id }, request),
    );
    const live = () => contextForSession(tenant.tenantId, sessionId, request);
    expect(await live()).not.toBeNull();
    const off = patchOf({ op: "Replace", path: "active", value: "False" });
    expect((await call("PATCH", `/Users/${id}`, off)).body.active).toBe(false);
    expect(await live()).toBeNull();
    expect((await search("active eq false")).body.totalResults).toBe(1);
    const on = patchOf({ op: "Replace", path: "active", value: "True" });
    expect((await call("PATCH", `/Users/${id}`, on)).body.active).toBe(true);
    expect(await live()).toBeNull();
    expect((await userRow(id))?.state).toBe("active");
  });
});

describe("Okta", () => {
  it("W6: pages, replaces a whole user, and deactivates by an object without a path", async () => {
    const ids = [await create("a"), await create("b"), await create("c")];
    const page = (await call("GET", "/Users?startIndex=2&count=2")).body;
    expect(page).toMatchObject({ totalResults: 4, startIndex: 2, itemsPerPage: 2 });
    expect((await call("GET", "/Users?count=0")).body).toMatchObject({
      totalResults: 4,
      Resources: [],
    });
    const [first = ""] = ids;
    const put = await call("PUT", `/Users/${first}`, {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      id: first,
      userName: `a2@${domain}`,
      name: { givenName: "一郎", familyName: "佐藤" },
      emails: [{ primary: true, value: `a2@${domain}`, type: "work" }],
      active: true,
    });
    expect(put.body).toMatchObject({ userName: `a2@${domain}`, displayName: "佐藤 一郎" });
    expect(put.body.externalId).toBeUndefined();
    const patch = patchOf({ op: "replace", value: { active: false } });
    expect((await call("PATCH", `/Users/${first}`, patch)).body.active).toBe(false);
    const both = `externalId eq "entra-b" and userName eq "b@${domain}"`;
    expect((await search(both)).body.totalResults).toBe(1);
  });

  it("W6: a deleted user is found no more, is kept as deactivated, and comes back when created anew", async () => {
    const id = await create("gone");
    expect((await call("DELETE", `/Users/${id}`)).status).toBe(204);
    expect((await call("GET", `/Users/${id}`)).status).toBe(404);
    expect((await call("DELETE", `/Users/${id}`)).status).toBe(404);
    expect((await userRow(id))?.state).toBe("deactivated");
    const again = await call("POST", "/Users", entraUser("gone"));
    expect(again).toMatchObject({ status: 201, body: { id, active: true } });
  });
});

describe("limits", () => {
  it("W6: master accounts are shown and never touched, by name, address or id", async () => {
    const path = `/Users/${tenant.userId}`;
    expect((await call("GET", path)).status).toBe(200);
    const off = patchOf({ op: "replace", path: "active", value: false });
    expect((await call("PATCH", path, off)).status).toBe(403);
    expect((await call("PUT", path, entraUser("x"))).status).toBe(403);
    expect((await call("DELETE", path)).status).toBe(403);
    const email = tenant.ctx.actor.email ?? "";
    const taken = { ...entraUser("x"), userName: email, emails: [{ value: email, primary: true }] };
    expect((await call("POST", "/Users", taken)).status).toBe(409);
    expect(await userRow(tenant.userId)).toMatchObject({ role: "master", state: "active", email });
  });

  it("words its refusals as the standard does", async () => {
    const id = await create("x");
    const patch = (...operations: object[]) =>
      call("PATCH", `/Users/${id}`, patchOf(...operations));
    expect((await call("POST", "/Users", "{")).body.scimType).toBe("invalidSyntax");
    expect((await call("POST", "/Users", { userName: "no address" })).body.scimType).toBe(
      "invalidValue",
    );
    expect((await search('userName sw "a"')).body.scimType).toBe("invalidFilter");
    expect((await search("userName eq")).body.scimType).toBe("invalidFilter");
    expect((await search('password eq "a"')).body.scimType).toBe("invalidFilter");
    expect((await call("GET", "/Users?count=x")).status).toBe(400);
    expect((await patch({ op: "replace", path: "active", value: "maybe" })).body.scimType).toBe(
      "invalidValue",
    );
    expect((await patch({ op: "replace", path: "secret", value: 1 })).body.scimType).toBe(
      "invalidPath",
    );
    expect((await patch({ op: "remove" })).body.scimType).toBe("noTarget");
    expect((await patch({ op: "remove", path: "userName" })).body.scimType).toBe("mutability");
    expect((await patch()).status).toBe(400);
  });

  it("never fails otherwise on any filter or path", () => {
    const user = {
      userName: "a@example.jp",
      externalId: null,
      active: true,
      email: "a@example.jp",
      displayName: null,
      givenName: null,
      familyName: null,
    };
    const only = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        expect(error).toBeInstanceOf(ScimError);
      }
    };
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, value) => {
        only(() => parseFilter(text));
        for (const path of [text, "emails", "name", "active", "userName", undefined])
          only(() => applyPatch(user, { Operations: [{ op: "replace", path, value }] }));
      }),
    );
  });
});
