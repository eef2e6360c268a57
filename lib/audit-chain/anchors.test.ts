import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { and, eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { createTestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import type { TenantContext } from "@/lib/auth/context";
import { auditChainJobs } from "./jobs";
import { requestCheck } from "./mutations";
import { findAuditCheck, listAuditAnchors, readHead } from "./queries";
import { anchorText } from "./rules";

type Mail = { to: string; subject: string; text: string; key: string };
const mails: Mail[] = [];
const provider = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    const key = String(request.headers["idempotency-key"]);
    if (!mails.some((mail) => mail.key === key)) mails.push({ ...JSON.parse(body), key });
    response.setHeader("content-type", "application/json").end(JSON.stringify({ id: key }));
  });
});
const su = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  const { port } = provider.address() as AddressInfo;
  process.env.RESEND_BASE_URL = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  provider.close();
  await su.end();
});

type Name = keyof typeof auditChainJobs;
type Queued = { task: Name; payload: Record<string, string> };

const run = (task: Name, payload: object) =>
  auditChainJobs[task](task)(payload, { attempt: 1, jobId: "1" });

/** The tenant's queued jobs, and those of no tenant; taken out of the queue. */
async function take(tenantId: string): Promise<Queued[]> {
  const rows = await su<Queued[]>`
    delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
    where t.id = j.task_id and t.identifier like 'audit.%'
      and coalesce(j.payload ->> 'tenantId', ${tenantId}) = ${tenantId}
    returning t.identifier as task, j.payload as payload`;
  return rows;
}

const write = (ctx: TenantContext) =>
  transaction(ctx, (tx) => recordAudit(tx, ctx, { action: "test.written" }));

describe("the daily anchor", () => {
  it("W17: is kept and mailed to the master account once a day, however often the jobs run", async () => {
    const tenant = await createTestTenant({ name: "株式会社アンカー" });
    const { ctx } = tenant;
    await tenant.contextFor("manager");
    await write(ctx);
    await run("audit.daily", {});
    const first = await take(ctx.tenantId);
    const anchorJob = first.find(({ task }) => task === "audit.anchor");
    expect(anchorJob?.payload).toMatchObject({ tenantId: ctx.tenantId });
    for (let time = 0; time < 3; time += 1) await run("audit.anchor", anchorJob?.payload ?? {});
    const mailJobs = (await take(ctx.tenantId)).filter(({ task }) => task === "audit.mail-anchor");
    expect(mailJobs.map(({ payload }) => payload.userId)).toEqual([tenant.userId]);
    for (const { task, payload } of [...mailJobs, ...mailJobs]) await run(task, payload);
    const own = mails.filter(({ key }) => key.includes(ctx.tenantId));
    expect(own.map(({ to }) => to)).toEqual([ctx.actor.email]);
    const head = await readTransaction(ctx, (tx) => readHead(tx, ctx.tenantId));
    const [anchor] = await listAuditAnchors(ctx);
    expect(anchor).toMatchObject({ seq: head.seq, hash: head.hash });
    expect(own[0]?.text).toContain(anchorText(head));
    expect(own[0]?.text).toContain("株式会社アンカー");
    expect(own[0]?.text).toContain("verify-audit.mjs");
    expect(own[0]?.text).toContain("anchor of your audit log");
    await run("audit.daily", {});
    expect((await take(ctx.tenantId)).filter(({ task }) => task === "audit.anchor")).toEqual([]);
  });

  it("W17: the mail says so when the chain does not hold", async () => {
    const { ctx } = await createTestTenant();
    for (const _ of [1, 2, 3]) await write(ctx);
    await su`update audit_entries set action = 'x' where tenant_id = ${ctx.tenantId} and seq = 2`;
    await run("audit.anchor", { tenantId: ctx.tenantId, day: "2026-11-24" });
    for (const { task, payload } of await take(ctx.tenantId)) await run(task, payload);
    const mail = mails.find(({ to }) => to === ctx.actor.email);
    expect(mail?.subject).toContain("不整合");
    expect(mail?.text).toContain("entry 2 does not add up");
  });

  it("W17: the operators' chain is anchored and mailed to the provider", async () => {
    const operator = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 1 });
    await operator`insert into operator_audit_entries (operator_name, action) values ('担当', 'test.written')`;
    await operator.end();
    await run("audit.anchor-operator", { day: "2026-11-24" });
    await run("audit.anchor-operator", { day: "2026-11-24" });
    const jobs = (await take("")).filter(({ task }) => task === "audit.mail-operator-anchor");
    expect(jobs).toHaveLength(1);
    await run("audit.mail-operator-anchor", { day: "2026-11-24" });
    const [anchor] =
      await su`select seq, hash from operator_audit_anchors where day = '2026-11-24'`;
    const mail = mails.find(({ key }) => key === "audit-anchor:operator:2026-11-24");
    expect(mail?.text).toContain(`${anchor?.seq}:${anchor?.hash}`);
  });
});

describe("checking the chain", () => {
  it("W17: a check that a person asked for is made by a worker and its outcome kept", async () => {
    const { ctx, contextFor } = await createTestTenant();
    await write(ctx);
    await expect(requestCheck(await contextFor("viewer"))).rejects.toMatchObject({
      code: "not_permitted",
    });
    await requestCheck(ctx);
    expect(await findAuditCheck(ctx)).toMatchObject({ state: "running" });
    for (const { task, payload } of await take(ctx.tenantId)) await run(task, payload);
    expect(await findAuditCheck(ctx)).toMatchObject({ state: "verified", seq: 2, brokenSeq: null });
    const asked = await readTransaction(ctx, (tx) =>
      tx.$count(
        auditEntries,
        and(
          eq(auditEntries.tenantId, ctx.tenantId),
          eq(auditEntries.action, "audit.check_requested"),
        ),
      ),
    );
    expect(asked).toBe(1);
    await su`delete from audit_entries where tenant_id = ${ctx.tenantId} and seq = 2`;
    await run("audit.check", { tenantId: ctx.tenantId });
    expect(await findAuditCheck(ctx)).toMatchObject({
      state: "broken",
      brokenSeq: 2,
      problem: "truncated",
    });
  });
});

describe("npm run audit:verify", () => {
  const verify = async (url: string | undefined, ...words: string[]) => {
    const tsx = path.resolve("node_modules/tsx/dist/cli.mjs");
    const args = [tsx, "--tsconfig", "tsconfig.worker.json", "bin/audit-verify.ts", ...words];
    const env = { ...process.env, DATABASE_BACKUP_URL: url };
    return promisify(execFile)(process.execPath, args, { env }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error) => ({ code: error.code as number, text: `${error.stdout}${error.stderr}` }),
    );
  };

  it("W17: names the first broken entry with exit status 1, and refuses a role that sees nothing", async () => {
    const { ctx } = await createTestTenant();
    for (const _ of [1, 2, 3]) await write(ctx);
    const backup = process.env.DATABASE_BACKUP_URL;
    const [tenant] = await su`select account_id from tenants where id = ${ctx.tenantId}`;
    const whole = await verify(backup, "--tenant", ctx.tenantId);
    expect(whole).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^OK EC-\S+ 3:[0-9a-f]{64}/),
    });
    await su`update audit_entries set ip = '203.0.113.9' where tenant_id = ${ctx.tenantId} and seq = 2`;
    const [one, all, blind] = await Promise.all([
      verify(backup, "--tenant", tenant?.account_id),
      verify(backup),
      verify(process.env.DATABASE_OWNER_URL),
    ]);
    expect(one).toEqual({ code: 1, text: `BROKEN ${tenant?.account_id} entry 2: changed\n` });
    expect(all?.code).toBe(1);
    expect(all?.text).toMatch(/^(OK|BROKEN) operator /m);
    expect(blind).toMatchObject({
      code: 2,
      text: expect.stringContaining("does not see every tenant"),
    });
  }, 240_000);
});
