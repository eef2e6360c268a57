import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { createDatabase, dropDatabase } from "@/db/restore-tables";
import { deliveries } from "@/db/schema/deliveries";
import { tenantEndings, tenantTombstones } from "@/db/schema/endings";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { openSealed, readIdentity, readManifest } from "@/lib/archives/queries";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { runDailyBackup } from "@/lib/backups/mutations";
import { backupDir, filesDir, jstDay } from "@/lib/backups/rules";
import { cancelContract, withdrawCancellation } from "@/lib/endings/mutations";
import { daysLater, startOfDay } from "@/lib/endings/rules";
import { env } from "@/lib/env";
import { restoreGeneration } from "@/lib/restores/mutations";
import { createTag } from "@/lib/tags/mutations";
import { sweepEndings } from "./mutations";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
const marker = `marker${randomUUID().replaceAll("-", "")}`;
const mails: { to: string; subject: string; text: string }[] = [];
const cancelledSubscriptions: string[] = [];
let server: Server;

/** The mail provider and the payment provider as far as an ending needs them. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    response.setHeader("content-type", "application/json");
    if (request.method === "DELETE") {
      const id = request.url?.split("/").at(-1) ?? "";
      const isKnown = id !== "sub_gone";
      response.statusCode = isKnown ? 200 : 404;
      if (isKnown) cancelledSubscriptions.push(id);
      const error = { type: "invalid_request_error", code: "resource_missing", message: "gone" };
      response.end(JSON.stringify(isKnown ? { id, status: "canceled" } : { error }));
      return;
    }
    mails.push(JSON.parse(body));
    response.end(JSON.stringify({ id: randomUUID() }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  env().RESEND_BASE_URL = `http://127.0.0.1:${port}`;
  env().STRIPE_API_BASE = `http://127.0.0.1:${port}`;
  rmSync(backupDir(), { recursive: true, force: true });
  rmSync(filesDir(), { recursive: true, force: true });
});
afterAll(async () => {
  server.close();
  await superuser.end();
});

type Column = { name: string; type: string; required: boolean; allowed: string | null };

function plantedValue({ name, type, allowed }: Column): string | null {
  // The tenant has its one master.
  if (name === "role") return "'viewer'";
  const first = allowed?.match(/'([^']+)'/)?.[1];
  if (first) return `'${first}'`;
  if (type === "text") return `'${marker}' || gen_random_uuid()`;
  if (type === "text[]") return `array['${marker}']`;
  if (type === "jsonb") return `'{"a":"${marker}"}'`;
  if (type === "bytea") return `convert_to('${marker}', 'UTF8')`;
  if (type === "uuid") return "gen_random_uuid()";
  if (type.startsWith("timestamp") || type === "date") return "now()";
  if (type === "boolean") return "false";
  return type === "uuid[]" ? "'{}'" : "1";
}

/** A row with the marker wherever text fits, in every table that names a tenant. */
async function plantEverywhere(tenantId: string): Promise<string[]> {
  const kept = [
    "tenants",
    "contract_endings",
    "tenant_endings",
    "tenant_tombstones",
    "address_tombstones",
  ];
  const tables = await superuser<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all (${kept})`;
  await superuser`set session_replication_role = replica`;
  for (const { name } of tables) {
    const columns = await superuser<Column[]>`
      select a.attname as name, format_type(a.atttypid, null) as type, a.attnotnull and not a.atthasdef as required,
        (select pg_get_constraintdef(k.oid) from pg_constraint k
         where k.conrelid = a.attrelid and k.contype = 'c' and k.conkey = array[a.attnum]) as allowed
      from pg_attribute a
      where a.attrelid = ${name}::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`;
    const used = columns.filter(
      ({ type, required }) => required || /^(text|jsonb|bytea)/.test(type),
    );
    const names = used.map((column) => column.name);
    const values = used.map((column) => plantedValue(column) ?? "null");
    if (!names.includes("tenant_id")) names.push("tenant_id");
    const all = names.map((column, at) => (column === "tenant_id" ? `'${tenantId}'` : values[at]));
    await superuser.unsafe(`insert into ${name} (${names.join(", ")}) values (${all.join(", ")})`);
  }
  await superuser`set session_replication_role = origin`;
  // The name of a job is the software's own word and stays on record.
  await superuser`update job_runs set task = 'planted' where tenant_id = ${tenantId}`;
  const customer = `cus_${marker}`;
  await superuser`
    update tenants set stripe_customer_id = ${customer}, stripe_subscription_id = 'sub_live',
      legal_name = ${marker} where id = ${tenantId}`;
  const payload = { data: { object: { id: marker, customer } } };
  await superuser`
    insert into payment_events (id, type, payload) values (${marker}, 'invoice.paid', ${superuser.json(payload)})`;
  await superuser`
    select graphile_worker.add_job('nothing', ${superuser.json({ tenantId, text: marker })}::json)`;
  // The staff were told of a request: the text names no tenant.
  await superuser`
    with request as (select id::text from support_requests where tenant_id = ${tenantId} limit 1), said as (
      insert into outbox_texts (subject_type, subject_id, part, locale, title, body)
      select 'support', id, 'asked', 'ja', ${marker}, ${marker} from request returning id, subject_id)
    insert into outbox_messages (subject_type, subject_id, part, channel, target, text_id, state)
    select 'support', subject_id, 'asked', 'mail', 'staff@ecai.example', id, 'told' from said`;
  mkdirSync(join(filesDir(), tenantId), { recursive: true });
  writeFileSync(join(filesDir(), tenantId, "upload.csv"), marker);
  return tables.map(({ name }) => name);
}

/** Tables whose rows hold the marker anywhere, as text or as bytes. */
async function findMarker(sql: postgres.Sql): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')`;
  const hex = Buffer.from(marker).toString("hex");
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select 1 from ${name} t where strpos(t::text, '${marker}') > 0 or strpos(t::text, '${hex}') > 0 limit 1`,
    );
    if (row) found.push(name);
  }
  return found;
}

async function findMarkerInBackups(): Promise<string[]> {
  const identity = await readIdentity(env().BACKUP_IDENTITY_FILE);
  const found: string[] = [];
  for (const name of readdirSync(backupDir()).filter((each) => each !== "tombstones.log")) {
    const manifest = await readManifest(join(backupDir(), name));
    for (const { path } of [...manifest.tables.map(({ file }) => file), manifest.files.file]) {
      const content = await buffer(await openSealed(join(backupDir(), name), path, identity));
      const hex = Buffer.from(marker).toString("hex");
      if (content.includes(marker) || content.includes(hex)) found.push(`${name}/${path}`);
    }
  }
  return found;
}

async function openSession({ ctx, tenantId, userId }: TestTenant): Promise<string> {
  return transaction(ctx, (tx) => createSession(tx, { tenantId, id: userId }, ctx.request));
}

const today = jstDay(new Date());
const order = { reason: "finished", note: "", endsOn: today, companyName: marker } as const;
const onDay = (days: number) => new Date(startOfDay(daysLater(today, days)).getTime() + 3_600_000);

describe("ending a contract", { timeout: 280_000 }, () => {
  it("W27: from the cancellation on data is only read and exported, planned deliveries are called off, and it can be withdrawn", async () => {
    const tenant = await createTestTenant({ name: "出戻り商事" });
    const { ctx, tenantId } = tenant;
    const sessionId = await openSession(tenant);
    const [planned] = await transaction(ctx, (tx) =>
      tx
        .insert(deliveries)
        .values({
          tenantId,
          name: "予約",
          state: "scheduled",
          scheduledAt: new Date(Date.now() + 1e8),
        })
        .returning({ id: deliveries.id }),
    );
    const manager = await tenant.contextFor("manager");
    await expect(cancelContract(manager, order)).rejects.toMatchObject({ code: "not_permitted" });
    await expect(cancelContract(ctx, order)).rejects.toMatchObject({
      details: { fieldErrors: { companyName: ["endings.errors.nameDiffers"] } },
    });
    const answer = await cancelContract(ctx, { ...order, companyName: "出戻り商事" });
    expect(answer).toEqual({ cancelled: 1 });
    const closing = await contextForSession(tenantId, sessionId, ctx.request);
    if (!closing) throw new Error("nobody is let in any more");
    expect(closing.isClosing).toBe(true);
    await expect(createTag(closing, { name: "新しい", color: "gray" })).rejects.toMatchObject({
      code: "not_permitted",
      messageKey: "closing",
    });
    expect(closing.permissions.has("addresses:export")).toBe(true);
    expect(closing.permissions.has("deliveries:send")).toBe(false);
    const [delivery] = await readTransaction(ctx, (tx) =>
      tx
        .select()
        .from(deliveries)
        .where(eq(deliveries.id, planned?.id ?? "")),
    );
    expect(delivery?.state).toBe("cancelled");
    await withdrawCancellation(closing);
    const again = await contextForSession(tenantId, sessionId, ctx.request);
    expect(again?.permissions.has("deliveries:send")).toBe(true);
  });

  it("W27: a cancelled tenant's markers are nowhere on day 30, nor after an older backup is restored", async () => {
    const tenant = await createTestTenant({ name: marker });
    const other = await createTestTenant();
    const { ctx, tenantId } = tenant;
    const sessionId = await openSession(tenant);
    const tables = await plantEverywhere(tenantId);
    expect(tables.length).toBeGreaterThan(20);
    await cancelContract(ctx, order);
    await runDailyBackup(onDay(13));
    expect((await findMarkerInBackups()).length).toBeGreaterThan(20);
    const [old = ""] = readdirSync(backupDir()).filter((name) => name.startsWith("2"));
    const kept = join(env().ECAI_DATA_DIR, "forgotten-copy");
    cpSync(join(backupDir(), old), kept, { recursive: true });

    await sweepEndings(onDay(0));
    expect(await contextForSession(tenantId, sessionId, ctx.request)).not.toBeNull();
    await sweepEndings(onDay(1));
    expect(await contextForSession(tenantId, sessionId, ctx.request)).toBeNull();
    expect(cancelledSubscriptions).toEqual(["sub_live"]);
    await sweepEndings(onDay(13));
    expect((await findMarker(superuser)).length).toBeGreaterThan(20);
    await sweepEndings(onDay(14));
    await sweepEndings(onDay(15));
    expect(await findMarker(superuser)).toEqual([]);
    expect(existsSync(join(filesDir(), tenantId))).toBe(false);

    const certificates = mails.filter(({ subject }) => subject.includes("消去証明書"));
    expect(certificates).toHaveLength(1);
    expect(certificates[0]?.to).toContain(ctx.actor.email);
    expect(certificates[0]?.text).toMatch(/EC-ERASE-\d{8}-[0-9A-F]{8}/);
    const [ending] = await controlDb()
      .select()
      .from(tenantEndings)
      .where(eq(tenantEndings.tenantId, tenantId));
    expect(ending).toMatchObject({ state: "erased", recipientSealed: null });
    expect(ending?.counts.files).toBe(1);
    expect(ending?.counts.tables.tenants).toBe(1);
    const stones = await controlDb().select().from(tenantTombstones);
    expect(stones.map((stone) => stone.tenantId)).toContain(tenantId);
    expect(await superuser`select 1 from tenants where id = ${other.tenantId}`).toHaveLength(1);

    await runDailyBackup(onDay(23));
    await runDailyBackup(onDay(30));
    expect(existsSync(join(backupDir(), old))).toBe(false);
    expect(await findMarkerInBackups()).toEqual([]);

    const restoreUrl = env().DATABASE_RESTORE_URL ?? "";
    const name = `ecai_old_${randomUUID().slice(0, 8)}`;
    const url = await createDatabase(restoreUrl, name);
    const filesFolder = join(env().ECAI_DATA_DIR, "restored-files");
    const report = await restoreGeneration(kept, { url, filesFolder, isServing: false });
    expect(report.erasedTenants).toEqual([tenantId]);
    const asSuperuser = Object.assign(new URL(process.env.DATABASE_SUPERUSER_URL ?? ""), {
      pathname: `/${name}`,
    });
    const restored = postgres(asSuperuser.href, { max: 1, onnotice: () => {} });
    expect(await findMarker(restored)).toEqual([]);
    expect(await restored`select 1 from tenants where id = ${other.tenantId}`).toHaveLength(1);
    await restored.end();
    expect(existsSync(join(filesFolder, tenantId))).toBe(false);
    await dropDatabase(restoreUrl, name);
  });

  it("W27: the database erases no tenant whose erasure is not due", async () => {
    const { tenantId } = await createTestTenant();
    const attempt = controlDb().execute(`select erase_tenant_rows('${tenantId}', 'users', 100)`);
    await expect(attempt).rejects.toMatchObject({
      cause: { message: `tenant ${tenantId} is not being erased` },
    });
  });
});
