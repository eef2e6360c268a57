import { randomUUID } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import * as addressRoute from "@/app/api/v1/addresses/[id]/route";
import * as tagRoute from "@/app/api/v1/addresses/[id]/tags/[tag]/route";
import * as addressesRoute from "@/app/api/v1/addresses/route";
import { addresses } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { createApiToken } from "@/lib/api-tokens/mutations";
import { createAttribute } from "@/lib/attributes/mutations";
import { contextForJob } from "@/lib/auth/context";
import { createSuppressions } from "@/lib/suppressions/mutations";
import { listTags } from "@/lib/tags/queries";

const request = vi.hoisted(() => ({
  ip: "192.0.2.1",
  userAgent: "vitest",
  requestId: "request-1",
  locale: "ja",
}));
vi.mock("next/headers", () => ({ headers: async () => new Headers() }));
vi.mock("@/lib/auth/request-info", () => ({ requestInfo: async () => request }));

let tenant: TestTenant;
let token: string;

const makeToken = async ({ ctx }: TestTenant) =>
  (await createApiToken(ctx, { name: "CRM", days: "30", scopes: ["addresses:write"] })).token;

beforeEach(async () => {
  tenant = await createTestTenant();
  request.ip = `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join(".")}`;
  token = await makeToken(tenant);
});

type Body = Record<string, unknown> & { error?: Record<string, unknown>; id: string };
type Handler = (
  r: NextRequest,
  p: { params: Promise<Record<string, string>> },
) => Promise<Response>;
type Call = { method?: string; body?: unknown; type?: string; params?: Record<string, string> };

async function call(handler: Handler, path: string, { method, body, type, params = {} }: Call) {
  const asked = new NextRequest(`http://localhost:3000/api/v1/addresses${path}`, {
    method: method ?? "GET",
    headers: { authorization: `Bearer ${token}`, "content-type": type ?? "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const answer = await handler(asked, { params: Promise.resolve(params) });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
}

const put = (body: unknown, type?: string) =>
  call(addressesRoute.PUT, "", { method: "PUT", body, ...(type ? { type } : {}) });
const patch = (id: string, body: unknown) =>
  call(addressRoute.PATCH, `/${id}`, { method: "PATCH", body, params: { id } });
const get = (id: string) => call(addressRoute.GET, `/${id}`, { params: { id } });
const find = (email: string) => call(addressesRoute.GET, `?${new URLSearchParams({ email })}`, {});
const untag = (id: string, tag: string) =>
  call(tagRoute.DELETE, `/${id}/tags/${encodeURIComponent(tag)}`, {
    method: "DELETE",
    params: { id, tag: encodeURIComponent(tag) },
  });

const asJob = () => contextForJob(tenant.tenantId, "test");
const actions = () =>
  transaction(asJob(), async (tx) => {
    const rows = await tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(
        and(eq(auditEntries.tenantId, tenant.tenantId), eq(auditEntries.targetType, "address")),
      )
      .orderBy(asc(auditEntries.seq));
    return rows.map(({ action }) => action);
  });
const count = () =>
  transaction(asJob(), (tx) => tx.$count(addresses, eq(addresses.tenantId, tenant.tenantId)));

describe("one address by API", () => {
  it("W7/W8: is made and changed by its e-mail address, and a repeated call leaves no trace", async () => {
    const age = { subject: "address" as const, key: "年齢", type: "number" as const, choices: [] };
    await createAttribute(tenant.ctx, age);
    const given = {
      email: "Ｈanako@Example.jp",
      name: "髙﨑 花子",
      attributes: { 年齢: 41 },
      tags: ["会員", "東京"],
      consent_source: "店頭",
      consent_at: "2026-04-01",
      consent_wording: "案内を受け取ります",
    };
    const made = await put(given);
    expect(made.status).toBe(201);
    expect(made.headers.get("location")).toBe(`/api/v1/addresses/${made.body.id}`);
    expect(made.headers.get("ratelimit-limit")).toBe("120");
    expect(made.body).toMatchObject({
      object: "address",
      email: "hanako@example.jp",
      name: "髙﨑 花子",
      attributes: { 年齢: 41 },
      tags: ["会員", "東京"],
      state: "active",
      consent: { source: "店頭", at: "2026-03-31T15:00:00.000Z", wording: "案内を受け取ります" },
    });
    const again = await put(given);
    expect(again).toMatchObject({ status: 200, body: made.body });
    expect(await actions()).toEqual(["address.created", "address.consented"]);
    expect((await get(made.body.id)).body).toEqual(made.body);
    expect((await find("HANAKO@example.jp")).body).toEqual(made.body);
    expect(await count()).toBe(1);
  });

  it("W8: keeps what a call leaves out; null takes a value away, tags are added or take the others' place", async () => {
    const rank = { subject: "address" as const, key: "ランク", type: "text" as const, choices: [] };
    await createAttribute(tenant.ctx, rank);
    const { id } = (
      await put({ email: "a@example.jp", name: "甲", attributes: { ランク: "A" }, tags: ["会員"] })
    ).body;
    const put2 = await put({ email: "a@example.jp", tags: ["東京"] });
    expect(put2.body).toMatchObject({
      name: "甲",
      attributes: { ランク: "A" },
      tags: ["会員", "東京"],
    });
    const replaced = await patch(id, {
      email: "b@example.jp",
      attributes: { ランク: null },
      tags: ["退会"],
      tag_mode: "replace",
    });
    expect(replaced.body).toMatchObject({
      id,
      email: "b@example.jp",
      name: "甲",
      attributes: {},
      tags: ["退会"],
    });
    expect((await find("a@example.jp")).status).toBe(404);
    expect((await untag(id, "退会")).body.tags).toEqual([]);
    const before = await actions();
    expect((await untag(id, "退会")).status).toBe(200);
    expect((await untag(id, "ない")).status).toBe(200);
    expect(await actions()).toEqual(before);
  });

  it("W8: keeps the later consent, and shows who must not be mailed", async () => {
    const consent = (consent_at: string) =>
      put({ email: "a@example.jp", consent_source: "展示会", consent_at });
    await consent("2026-04-01");
    expect((await consent("2026-03-01")).body.consent).toMatchObject({
      at: "2026-03-31T15:00:00.000Z",
    });
    expect((await consent("2026-05-01 09:00")).body.consent).toMatchObject({
      at: "2026-05-01T00:00:00.000Z",
    });
    await createSuppressions(tenant.ctx, { emails: ["a@example.jp"] });
    expect((await put({ email: "a@example.jp", name: "甲" })).body.state).toBe("manual");
  });

  it("W21: refuses with the field what cannot be kept, and changes nothing", async () => {
    const { id } = (await put({ email: "a@example.jp" })).body;
    await put({ email: "b@example.jp" });
    const refusals: [Promise<{ status: number; body: Body }>, number, string, string | null][] = [
      [put({ email: "誤り" }), 422, "parameter_invalid", "email"],
      [put({}), 422, "parameter_invalid", "email"],
      [put({ email: "c@example.jp", nam: "x" }), 422, "parameter_unknown", "nam"],
      [put({ email: "c@example.jp", name: "a\0b" }), 422, "parameter_invalid", "name"],
      [put({ email: "c@example.jp", name: "\ud800" }), 422, "parameter_invalid", "name"],
      [
        put({ email: "c@example.jp", attributes: { ない: "x" } }),
        422,
        "parameter_invalid",
        "attributes",
      ],
      [put({ email: "c@example.jp", tags: ["a\0"] }), 422, "parameter_invalid", "tags"],
      [put({ email: "c@example.jp", tags: "会員" }), 422, "parameter_invalid", "tags"],
      [
        put({ email: "c@example.jp", consent_source: "店" }),
        422,
        "parameter_invalid",
        "consent_at",
      ],
      [
        put({ email: "c@example.jp", consent_source: "店", consent_at: "2999-01-01" }),
        422,
        "parameter_invalid",
        "consent_at",
      ],
      [put("[]"), 422, "body_invalid", null],
      [put("{"), 422, "body_invalid", null],
      [put(`{"email": "${"a".repeat(300_000)}"}`), 413, "body_too_large", null],
      [put("email=a", "text/csv"), 415, "content_type_unsupported", null],
      [patch(id, { email: "b@example.jp" }), 409, "conflict", "email"],
      [patch(randomUUID(), { name: "x" }), 404, "not_found", null],
      [patch("none", { name: "x" }), 404, "not_found", null],
      [find(""), 422, "parameter_invalid", "email"],
      [untag(randomUUID(), "会員"), 404, "not_found", null],
    ];
    for (const [asked, status, code, field] of refusals) {
      const answer = await asked;
      expect([answer.status, answer.body.error?.code, answer.body.error?.field]).toEqual([
        status,
        code,
        field,
      ]);
      expect(answer.body.error?.message).toMatch(/[ぁ-ん]/);
    }
    expect(await count()).toBe(2);
    expect(await actions()).toEqual(["address.created", "address.created"]);
  });

  it("W7: of many calls at once about one address with new tags each is answered, and nothing is lost", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        put({ email: "a@example.jp", tags: [`印${at % 4}`, "会員"] }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    expect((await find("a@example.jp")).body.tags).toEqual(["会員", "印0", "印1", "印2", "印3"]);
    expect(await count()).toBe(1);
    expect(await listTags(tenant.ctx)).toHaveLength(5);
  });

  it("W22: is another tenant's to nobody", async () => {
    const { id } = (await put({ email: "a@example.jp", tags: ["会員"] })).body;
    const other = await createTestTenant();
    token = await makeToken(other);
    expect((await get(id)).status).toBe(404);
    expect((await find("a@example.jp")).status).toBe(404);
    expect((await patch(id, { name: "x" })).status).toBe(404);
    expect((await untag(id, "会員")).status).toBe(404);
    expect((await put({ email: "a@example.jp" })).status).toBe(201);
    expect(await count()).toBe(1);
  });
});
