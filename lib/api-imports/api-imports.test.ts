import { randomUUID } from "node:crypto";
import { and, asc, eq } from "drizzle-orm";
import iconv from "iconv-lite";
import { NextRequest } from "next/server";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as errorsRoute from "@/app/api/v1/imports/[id]/errors/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import * as undoRoute from "@/app/api/v1/imports/[id]/undo/route";
import * as importsRoute from "@/app/api/v1/imports/route";
import { networkPolicies } from "@/db/schema/account-changes";
import { addresses } from "@/db/schema/addresses";
import { apiTokens } from "@/db/schema/api-tokens";
import { auditEntries } from "@/db/schema/audit-entries";
import { imports } from "@/db/schema/imports";
import { tenants } from "@/db/schema/tenants";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { runQueued } from "@/db/testing-imports";
import { transaction } from "@/db/transaction";
import { createApiToken, revokeApiToken } from "@/lib/api-tokens/mutations";
import { listApiTokens } from "@/lib/api-tokens/queries";
import { createAttribute } from "@/lib/attributes/mutations";
import { contextForJob } from "@/lib/auth/context";
import { checkImport, reopenImport, runCheck } from "@/lib/import-checks/mutations";
import { runUndo } from "@/lib/import-undos/mutations";

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

type Body = Record<string, unknown> & { error?: Record<string, unknown>; id?: string };
type Answer = { status: number; headers: Headers; text: string; body: Body };
type Handler = (
  r: NextRequest,
  p: { params: Promise<Record<string, string>> },
) => Promise<Response>;

async function call(
  handler: Handler,
  path: string,
  { id = "", bearer = token, ...init }: { id?: string; bearer?: string } & RequestInit = {},
): Promise<Answer> {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${bearer}`);
  const asked = new NextRequest(`http://localhost:3000/api/v1/imports${path}`, {
    ...(init as object),
    headers,
  });
  const answer = await handler(asked, { params: Promise.resolve({ id }) });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json");
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: isJson ? JSON.parse(text) : {},
  };
}

type Sent = { type?: string; key?: string; bearer?: string };
const post = (query: string, body: BodyInit, { type = "text/csv", key, bearer }: Sent = {}) =>
  call(importsRoute.POST, query, {
    method: "POST",
    body,
    ...(bearer === undefined ? {} : { bearer }),
    headers: { "content-type": type, ...(key ? { "idempotency-key": key } : {}) },
  });
const look = (id: string, bearer = token) => call(importRoute.GET, `/${id}`, { id, bearer });

const asJob = (name = "test") => contextForJob(tenant.tenantId, name);
const work = async (id: string) => {
  await runCheck(asJob("imports.check"), { importId: id });
  await runQueued(asJob(), id);
};
const book = () =>
  transaction(asJob(), (tx) =>
    tx
      .select({ email: addresses.email, name: addresses.name, attributes: addresses.attributes })
      .from(addresses)
      .where(eq(addresses.tenantId, tenant.tenantId))
      .orderBy(asc(addresses.email)),
  );
const countImports = () =>
  transaction(asJob(), (tx) => tx.$count(imports, eq(imports.tenantId, tenant.tenantId)));
const makeToken = async (scopes: ("addresses:write" | "imports:undo")[] = ["addresses:write"]) =>
  (await createApiToken(tenant.ctx, { name: "基幹システム", days: "30", scopes })).token;

afterEach(() => vi.useRealTimers());
beforeEach(async () => {
  tenant = await createTestTenant();
  request.ip = `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join(".")}`;
  token = await makeToken();
});

describe("a token", () => {
  it("W21: is stored as a hash, opens its own tenant alone, and is told from all others", async () => {
    const rows = await transaction(asJob(), (tx) => tx.select().from(apiTokens));
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token.split(".")[2]);
    const other = await createTestTenant();
    const moved = token.replace(tenant.tenantId, other.tenantId);
    const scim = token.replace("ecai-api", "ecai-scim");
    for (const wrong of [moved, scim, "", `${token}x`, "nonsense"]) {
      const answer = await post("", "email\na@example.jp\n", { bearer: wrong });
      expect(answer.status).toBe(401);
      expect(answer.body.error).toMatchObject({
        code: "authentication_required",
        field: null,
        request_id: "request-1",
      });
      expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
    expect(await countImports()).toBe(0);
  });

  it("W21: ends when it expires, is revoked, or its tenant is suspended", async () => {
    const expire = (at: Date) =>
      transaction(asJob(), (tx) =>
        tx.update(apiTokens).set({ expiresAt: at }).where(eq(apiTokens.tenantId, tenant.tenantId)),
      );
    const send = async () => (await post("", "email\na@example.jp\n")).status;
    expect(await send()).toBe(202);
    await expire(new Date(Date.now() - 1000));
    expect(await send()).toBe(401);
    await expire(new Date(Date.now() + 60_000));
    expect(await send()).toBe(202);
    const setState = (state: "active" | "suspended") =>
      transaction(asJob(), (tx) =>
        tx.update(tenants).set({ state }).where(eq(tenants.id, tenant.tenantId)),
      );
    await setState("suspended");
    expect(await send()).toBe(401);
    await setState("active");
    const [listed] = await listApiTokens(tenant.ctx);
    expect(listed?.lastUsedAt).toBeInstanceOf(Date);
    await revokeApiToken(tenant.ctx, { id: listed?.id ?? "" });
    expect(await send()).toBe(401);
    expect(await listApiTokens(tenant.ctx)).toEqual([]);
  });

  it("W21: is made and revoked by the master alone, with an entry that does not tell it", async () => {
    const manager = await tenant.contextFor("manager");
    await expect(
      createApiToken(manager, { name: "x", days: "30", scopes: ["addresses:write"] }),
    ).rejects.toMatchObject({ code: "not_permitted" });
    const [listed] = await listApiTokens(tenant.ctx);
    await revokeApiToken(tenant.ctx, { id: listed?.id ?? "" });
    const entries = await transaction(asJob(), (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.tenantId, tenant.tenantId)),
    );
    expect(entries.map(({ action }) => action).sort()).toEqual([
      "api.token_created",
      "api.token_revoked",
    ]);
    expect(JSON.stringify(entries)).not.toContain(token.split(".")[2]);
  });

  it("W21: works from allowed networks only, and only for its scopes", async () => {
    const text = "email\na@example.jp\n";
    const { body } = await post("", text);
    const undo = await call(undoRoute.POST, `/${body.id}/undo`, {
      id: body.id ?? "",
      method: "POST",
    });
    expect(undo).toMatchObject({ status: 403, body: { error: { code: "scope_missing" } } });
    await transaction(asJob(), (tx) =>
      tx
        .insert(networkPolicies)
        .values({ tenantId: tenant.tenantId, isOn: true, ranges: ["192.0.2.0/24"], notes: [""] }),
    );
    expect(await post("", text)).toMatchObject({
      status: 403,
      body: { error: { code: "network_not_allowed" } },
    });
    request.ip = "192.0.2.77";
    expect((await post("", text)).status).toBe(202);
  });

  it("W18: has a limit of calls, told with each answer, and guesses have one by network", async () => {
    const middle = Math.floor(Date.now() / 900_000) * 900_000 + 30_000;
    vi.useFakeTimers({ toFake: ["Date"], now: middle });
    const first = await look(randomUUID());
    expect(first.status).toBe(404);
    expect(first.headers.get("ratelimit-limit")).toBe("120");
    const left = Number(first.headers.get("ratelimit-remaining"));
    const answers: Answer[] = [];
    for (let count = 0; count <= left; count++) answers.push(await look(randomUUID()));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.error?.code).toBe("rate_limited");
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    const guesses: number[] = [];
    for (let count = 0; count < 62; count++) guesses.push((await look(randomUUID(), "x")).status);
    expect(guesses.at(-1)).toBe(429);
  });
});

describe("an import by API", () => {
  it("W7/W8: takes a CP932 file to its end: tags, typed attributes, consent, refused rows, undo", async () => {
    token = await makeToken(["addresses:write", "imports:undo"]);
    const age = { subject: "address" as const, key: "年齢", type: "number" as const, choices: [] };
    await createAttribute(tenant.ctx, age);
    const text = [
      "メールアドレス,氏名,年齢,タグ,会員番号",
      "hanako@example.jp,髙﨑 花子㈱,41,会員;東京,A-1",
      "taro@example.jp,山田 太郎,若い,,A-2",
      "bad,名無し,1,,A-3",
    ].join("\r\n");
    const query = new URLSearchParams({
      mapping: JSON.stringify({ 会員番号: "new" }),
      consent_source: "店頭",
      consent_at: "2026-04-01",
      file_name: "会員.csv",
    });
    query.append("tags", "展示会");
    const accepted = await post(`?${query}`, iconv.encode(text, "cp932") as unknown as BodyInit);
    expect(accepted.status).toBe(202);
    const id = accepted.body.id ?? "";
    expect(accepted.headers.get("location")).toBe(`/api/v1/imports/${id}`);
    expect(accepted.body).toMatchObject({
      object: "import",
      state: "checking",
      file_name: "会員.csv",
    });
    await work(id);
    const done = await look(id);
    expect(done.body).toMatchObject({
      state: "finished",
      counts: { done: 3, inserted: 1, updated: 0, unchanged: 0, rejected: 2 },
      check: { rows: 3, inserted: 1, rejected: 2, without_consent: 0 },
      failure: null,
    });
    expect(await book()).toEqual([
      {
        email: "hanako@example.jp",
        name: "髙﨑 花子㈱",
        attributes: { 年齢: 41, 会員番号: "A-1" },
      },
    ]);
    expect(String(done.body.errors_url)).toMatch(new RegExp(`/api/v1/imports/${id}/errors$`));
    const errors = await call(errorsRoute.GET, `/${id}/errors?encoding=utf-8`, { id });
    expect(errors.text.split("\r\n").slice(0, 3)).toEqual([
      "行,理由,メールアドレス,氏名,年齢,タグ,会員番号",
      "3,「年齢」が数値ではありません,taro@example.jp,山田 太郎,若い,,A-2",
      "4,メールアドレスの形式が正しくありません,bad,名無し,1,,A-3",
    ]);
    const undo = await call(undoRoute.POST, `/${id}/undo`, { id, method: "POST" });
    expect(undo).toMatchObject({ status: 202, body: { state: "undoing" } });
    await runUndo(asJob(), { importId: id });
    expect((await look(id)).body.state).toBe("undone");
    expect(await book()).toEqual([]);
  });

  it("W8: puts 〓 in the place of characters that are a company's own where the caller says so", async () => {
    const bytes = Buffer.concat([
      iconv.encode("email,氏名\na@example.jp,髙", "cp932"),
      Buffer.from([0xf0, 0x40]),
      iconv.encode("橋\n", "cp932"),
    ]);
    const send = async (query: string) => {
      const { body } = await post(query, bytes as unknown as BodyInit);
      await work(body.id ?? "");
      return look(body.id ?? "");
    };
    expect((await send("")).body.check).toMatchObject({ rejected: 1, inserted: 0 });
    expect((await send("?lost_characters=replace")).body.check).toMatchObject({ rejected: 0 });
    expect(await book()).toMatchObject([{ name: "髙〓橋" }]);
    const wrong = await post("?lost_characters=x", bytes as unknown as BodyInit);
    expect(wrong).toMatchObject({ status: 422, body: { error: { field: "lost_characters" } } });
  });

  it("W7: leaves the entries of the wizard, under the token's name", async () => {
    const { body } = await post("", "email\na@example.jp\n");
    await work(body.id ?? "");
    const entries = await transaction(asJob(), (tx) =>
      tx
        .select({ action: auditEntries.action, actor: auditEntries.actorName })
        .from(auditEntries)
        .where(
          and(eq(auditEntries.tenantId, tenant.tenantId), eq(auditEntries.targetId, body.id ?? "")),
        )
        .orderBy(asc(auditEntries.at)),
    );
    expect(entries.map(({ action }) => action)).toEqual([
      "import.uploaded",
      "import.check_started",
      "import.checked",
      "import.started",
      "import.finished",
    ]);
    expect(entries[0]?.actor).toBe("API 基幹システム");
  });

  it("W7: takes rows as JSON and as lines of JSON, and modes as the wizard has them", async () => {
    const rows = [
      { email: "a@example.jp", name: "甲", tags: ["会員", "東京"] },
      { email: "b@example.jp", name: "=乙" },
    ];
    const one = await post("", JSON.stringify(rows), { type: "application/json" });
    await work(one.body.id ?? "");
    expect((await look(one.body.id ?? "")).body.counts).toMatchObject({ inserted: 2, rejected: 0 });
    expect((await book()).map(({ name }) => name)).toEqual(["甲", "=乙"]);
    const lines = '{"email":"a@example.jp","name":"丙"}\n{"email":"c@example.jp"}\n';
    const two = await post("?mode=update", lines, { type: "application/x-ndjson" });
    await work(two.body.id ?? "");
    expect((await look(two.body.id ?? "")).body.counts).toMatchObject({ updated: 1, rejected: 1 });
    expect((await book()).map(({ name }) => name)).toEqual(["丙", "=乙"]);
  });

  it("W7: only counts when asked to, and waits for a person", async () => {
    const { body } = await post("?dry_run=true", "email\na@example.jp\nb@example.jp\n");
    await work(body.id ?? "");
    expect((await look(body.id ?? "")).body).toMatchObject({
      state: "checked",
      check: { rows: 2, inserted: 2 },
    });
    expect(await book()).toEqual([]);
  });

  it("W7: goes on where a worker was killed between the check and the start", async () => {
    const { body } = await post("?dry_run=true", "email\na@example.jp\n");
    await work(body.id ?? "");
    await transaction(asJob(), (tx) =>
      tx
        .update(imports)
        .set({ startsWhenChecked: true })
        .where(eq(imports.tenantId, tenant.tenantId)),
    );
    await work(body.id ?? "");
    expect((await look(body.id ?? "")).body.state).toBe("finished");
    await work(body.id ?? "");
    expect((await book()).map(({ email }) => email)).toEqual(["a@example.jp"]);
  });

  it("W7: waits for a person again once one has taken its check back", async () => {
    const { body } = await post("", "email\na@example.jp\n");
    const id = body.id ?? "";
    await reopenImport(tenant.ctx, { importId: id });
    await checkImport(tenant.ctx, {
      importId: id,
      columns: ["email"],
      tagIds: [],
      mode: "upsert",
      emptyCells: "keep",
      tagMode: "add",
      consent: { source: "", at: "", wording: "" },
    });
    await work(id);
    expect((await look(id)).body.state).toBe("checked");
    expect(await book()).toEqual([]);
  });

  it("W7: fails with the reason when the plan has no room", async () => {
    const db = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
    await db`insert into tenant_limits (tenant_id, addresses) values (${tenant.tenantId}, 1)`;
    await db.end();
    await transaction(asJob(), (tx) =>
      tx.insert(addresses).values({ tenantId: tenant.tenantId, email: "full@example.jp" }),
    );
    const { body } = await post("", "email\na@example.jp\n");
    await work(body.id ?? "");
    expect((await look(body.id ?? "")).body).toMatchObject({
      state: "failed",
      failure: "addressLimit",
    });
    expect((await book()).map(({ email }) => email)).toEqual(["full@example.jp"]);
  });

  it("W22: another tenant's import is not found by any call", async () => {
    const { body } = await post("", "email\na@example.jp\n");
    const id = body.id ?? "";
    const other = await createTestTenant();
    const { token: bearer } = await createApiToken(other.ctx, {
      name: "他社",
      days: "30",
      scopes: ["addresses:write", "imports:undo"],
    });
    expect((await look(id, bearer)).status).toBe(404);
    expect((await call(errorsRoute.GET, `/${id}/errors`, { id, bearer })).status).toBe(404);
    const undo = await call(undoRoute.POST, `/${id}/undo`, { id, bearer, method: "POST" });
    expect(undo.status).toBe(404);
    expect((await look("nonsense")).status).toBe(404);
  });
});

describe("a refused call", () => {
  const refused = async (query: string, body: string, type?: string) => {
    const answer = await post(query, body, type ? { type } : {});
    return [answer.status, answer.body.error?.code, answer.body.error?.field];
  };
  const text = "email,name\na@example.jp,A\n";

  it("names the parameter and leaves nothing waiting", async () => {
    expect(await refused("?mode=both", text)).toEqual([422, "parameter_invalid", "mode"]);
    expect(await refused("?modus=insert", text)).toEqual([422, "parameter_unknown", "modus"]);
    expect(await refused("?mapping={", text)).toEqual([422, "parameter_invalid", "mapping"]);
    expect(await refused('?mapping={"x":"name"}', text)).toEqual([
      422,
      "parameter_invalid",
      "mapping",
    ]);
    expect(await refused('?mapping={"email":"ignore"}', text)).toEqual([
      422,
      "parameter_invalid",
      "mapping",
    ]);
    expect(await refused("?consent_source=x", text)).toEqual([
      422,
      "parameter_invalid",
      "consent_at",
    ]);
    const states = await transaction(asJob(), (tx) =>
      tx
        .select({ state: imports.state })
        .from(imports)
        .where(eq(imports.tenantId, tenant.tenantId)),
    );
    expect(states.map(({ state }) => state)).toEqual(["cancelled", "cancelled", "cancelled"]);
  });

  it("names what is wrong with the body", async () => {
    expect(await refused("", text, "application/x-www-form-urlencoded")).toEqual([
      415,
      "content_type_unsupported",
      null,
    ]);
    expect(await refused("", "{", "application/json")).toEqual([422, "body_invalid", null]);
    expect(await refused("", "[1]", "application/json")).toEqual([422, "body_invalid", null]);
    expect(await refused("", '[{"email":{}}]', "application/json")).toEqual([
      422,
      "body_invalid",
      null,
    ]);
    expect((await refused("", ""))[0]).toBe(422);
    const long = `[${JSON.stringify({ email: "a@example.jp", name: "x".repeat(11 * 1024 * 1024) })}]`;
    expect(await refused("", long, "application/json")).toEqual([413, "body_too_large", null]);
    expect(await countImports()).toBe(0);
  });

  it("speaks the caller's language", async () => {
    const inJapanese = await post("?mode=x", text);
    request.locale = "en";
    const inEnglish = await post("?mode=x", text);
    request.locale = "ja";
    expect(inJapanese.body.error?.message).toBe("選択肢の中から選んでください。");
    expect(inEnglish.body.error?.message).not.toBe(inJapanese.body.error?.message);
  });
});

describe("an Idempotency-Key", () => {
  const text = "email\na@example.jp\n";

  it("W7: gives a repeat the first answer and imports once", async () => {
    const key = randomUUID();
    const first = await post("?mode=insert", text, { key });
    await work(first.body.id ?? "");
    const again = await post("?mode=insert", text, { key });
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    expect(await countImports()).toBe(1);
  });

  it("refuses another body, other parameters and another type under the same key", async () => {
    const key = randomUUID();
    await post("", text, { key });
    for (const [query, body, type] of [
      ["", "email\nb@example.jp\n", "text/csv"],
      ["?mode=insert", text, "text/csv"],
      ["", text, "text/tab-separated-values"],
    ] as const)
      expect(await post(query, body, { key, type })).toMatchObject({
        status: 422,
        body: { error: { code: "idempotency_key_reused" } },
      });
    expect(await countImports()).toBe(1);
  });

  it("lets one of two calls at once through, and frees the key of a refused one", async () => {
    const key = randomUUID();
    const answers = await Promise.all([post("", text, { key }), post("", text, { key })]);
    const statuses = answers.map(({ status }) => status).sort();
    expect([
      [202, 202],
      [202, 409],
    ]).toContainEqual(statuses);
    expect(await countImports()).toBe(1);
    const free = randomUUID();
    expect((await post('?mapping={"x":"name"}', text, { key: free })).status).toBe(422);
    expect((await post("", text, { key: free })).status).toBe(202);
    expect((await post("", text, { key: "with space" })).status).toBe(400);
  });

  it("W22: means nothing to another tenant", async () => {
    const key = randomUUID();
    const first = await post("", text, { key });
    const other = await createTestTenant();
    const { token: bearer } = await createApiToken(other.ctx, {
      name: "他社",
      days: "30",
      scopes: ["addresses:write"],
    });
    const second = await post("", text, { key, bearer });
    expect(second.status).toBe(202);
    expect(second.body.id).not.toBe(first.body.id);
  });
});
