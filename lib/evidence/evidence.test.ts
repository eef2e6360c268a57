import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";
import yauzl from "yauzl";
import { controlDb } from "@/db/client";
import { backupGenerations, restoreDrills } from "@/db/schema/backups";
import { evidencePacks } from "@/db/schema/evidence";
import { signIns } from "@/db/schema/sign-ins";
import { termsAcceptances, users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { listAuditEntries } from "@/lib/audit/queries";
import { anchorChain } from "@/lib/audit-chain/mutations";
import { contextForJob } from "@/lib/auth/context";
import { reportIncident } from "@/lib/incident-reports/mutations";
import { runIsolationProbe } from "@/lib/isolation/mutations";
import { listIsolationProbes } from "@/lib/isolation/queries";
import { tell } from "@/lib/outbox/mutations";
import { evidenceJobs } from "./jobs";
import { openPack, prunePacks, requestPack } from "./mutations";
import { listPacks } from "./queries";
import { packAttempts, packFile, packFolder } from "./rules";

const temporary = mkdtempSync(path.join(tmpdir(), "ecai-evidence-"));
const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
const made: string[] = [];
afterAll(async () => {
  await superuser.end();
  rmSync(temporary, { recursive: true, force: true });
  for (const id of made) rmSync(packFolder(id), { recursive: true, force: true });
});

const runBuild = (tenantId: string, packId: string, attempt = 1) =>
  evidenceJobs["evidence.build"]("evidence.build")(
    { tenantId, packId },
    { attempt, jobId: randomUUID() },
  );

async function madePack({ ctx, tenantId }: TestTenant): Promise<string> {
  const { id } = await requestPack(ctx);
  await runBuild(tenantId, id);
  return id;
}

async function unpack(file: string): Promise<Map<string, Buffer>> {
  const zip = await yauzl.openPromise(file, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return files;
}

const rowsOf = (files: Map<string, Buffer>, name: string): Record<string, string>[] =>
  parse(files.get(name) ?? "", { columns: true, bom: true });

/** A tenant with one of everything that a pack holds; `mark` is in each of its texts. */
async function busyTenant(mark: string) {
  const tenant = await createTestTenant({ name: mark });
  made.push(tenant.tenantId);
  const { ctx, tenantId, userId } = tenant;
  await transaction(ctx, async (tx) => {
    await tx.insert(users).values({
      tenantId,
      email: `${mark}@example.jp`,
      name: `=${mark}()`,
      role: "author",
      state: "active",
      granted: ["history:export"],
      denied: ["deliveries:write"],
    });
    await tx.insert(signIns).values({
      tenantId,
      userId,
      outcome: "failure",
      factor: "password",
      userAgent: `@${mark}`,
    });
    await tx.insert(termsAcceptances).values({ tenantId, userId, version: mark });
  });
  await reportIncident(ctx, { title: `事故 ${mark}`, description: mark, detectedAt: new Date() });
  await announce(tenantId, mark);
  await runIsolationProbe(ctx);
  await anchorChain(contextForJob(tenantId, "audit.anchor"), { day: "2026-11-24" });
  return tenant;
}

async function announce(tenantId: string, mark: string) {
  const [notice] = await superuser<{ id: string }[]>`
    insert into notices (kind, title_ja, title_en, body_ja, body_en, state, published_at, audience, tenant_ids)
    values ('maintenance', ${mark}, ${mark}, ${mark}, ${mark}, 'published', now(), 'tenants', ${[tenantId]})
    returning id`;
  const texts = { ja: { title: mark, body: mark } };
  const subject = { type: "notice", id: notice?.id ?? "" };
  await tell(controlDb(), subject, texts, [{ channel: "dashboard", tenantId }]);
}

describe("the evidence pack", () => {
  it("W36: holds every record of the environment, agrees with its manifest, and its audit chain verifies with the tool inside", async () => {
    await controlDb()
      .insert(backupGenerations)
      .values({ name: randomUUID(), day: "2026-11-24", state: "verified" });
    await controlDb().insert(restoreDrills).values({ state: "succeeded", durationMs: 1_234 });
    const tenant = await busyTenant("kasumi");
    const { ctx, tenantId } = tenant;
    const packId = await madePack(tenant);
    const files = await unpack(packFile(tenantId, packId));

    const manifest = JSON.parse(String(files.get("manifest.json")));
    expect(manifest).toMatchObject({ packId, environment: { id: tenantId, name: "kasumi" } });
    const listed: { path: string; bytes: number; sha256: string }[] = manifest.sections.flatMap(
      (section: { files: object[] }) => section.files,
    );
    expect([...files.keys()].sort()).toEqual(
      [...listed.map((file) => file.path), "manifest.json", "SHA256SUMS"].sort(),
    );
    for (const file of listed) {
      const content = files.get(file.path) ?? Buffer.alloc(0);
      expect(content.length, file.path).toBe(file.bytes);
      expect(content.length, file.path).toBeGreaterThan(0);
      expect(createHash("sha256").update(content).digest("hex"), file.path).toBe(file.sha256);
    }

    for (const [name, content] of files) {
      mkdirSync(path.dirname(path.join(temporary, name)), { recursive: true });
      writeFileSync(path.join(temporary, name), content);
    }
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, { cwd: temporary, encoding: "utf8" });
    expect(run("sha256sum", "-c", "SHA256SUMS")).toContain("manifest.json: OK");
    const chain = ["audit/audit.jsonl", "--anchors", "audit/anchors.json"];
    const verified = run(process.execPath, "audit/verify-audit.mjs", ...chain);
    const { entries } = await listAuditEntries(ctx);
    expect(verified).toContain(`OK 1-${entries[0]?.seq} ${entries[0]?.hash}`);
    expect(verified).toContain("Anchors compared: 1.");
    expect(entries[0]?.action).toBe("evidence.requested");

    const people = rowsOf(files, "users/users.csv");
    expect(people.map(({ name }) => name)).toEqual(["'=kasumi()", "テスト master"]);
    const permissions = rowsOf(files, "users/permissions.csv");
    const reasonOf = (permission: string) =>
      permissions.find((row) => row.name === "'=kasumi()" && row.permission === permission);
    expect(reasonOf("history:export")).toMatchObject({ isAllowed: "true", reason: "granted" });
    expect(reasonOf("deliveries:write")).toMatchObject({ isAllowed: "false", reason: "denied" });
    expect(reasonOf("utilities:use")).toMatchObject({ isAllowed: "false", reason: "masterOnly" });
    expect(reasonOf("deliveries:read")?.reasonEn).not.toMatch(/reasons|^$/);
    expect(JSON.parse(String(files.get("users/users.json")))).toHaveLength(2);
    expect(rowsOf(files, "sign-ins/sign-ins.csv")).toMatchObject([
      { outcome: "failure", factor: "password", userAgent: "'@kasumi" },
    ]);
    expect(rowsOf(files, "terms/acceptances.csv")).toMatchObject([{ version: "kasumi" }]);
    expect(rowsOf(files, "notices/told.csv")).toMatchObject([
      { titleJa: "kasumi", channel: "dashboard", kind: "maintenance" },
    ]);
    expect(rowsOf(files, "incidents/incidents.csv")).toMatchObject([{ title: "事故 kasumi" }]);
    expect(JSON.parse(String(files.get("incidents/incidents.json")))).toMatchObject([
      { description: "kasumi" },
    ]);
    expect(rowsOf(files, "backups/backups.csv").map(({ state }) => state)).toContain("verified");
    expect(rowsOf(files, "backups/drills.csv")[0]).toMatchObject({ durationMs: "1234" });
    const [probe] = (await listIsolationProbes(ctx)).probes;
    expect(rowsOf(files, "isolation/probes.csv")).toMatchObject([
      {
        id: probe?.id,
        attempts: String(probe?.attempts),
        isSuccessful: String(probe?.isSuccessful),
      },
    ]);
    const [detail] = JSON.parse(String(files.get("isolation/newest-probe.json")));
    expect(detail).toMatchObject({ id: probe?.id });
    expect(detail.results.map(({ table }: { table: string }) => table)).toContain("evidence_packs");
    expect(String(files.get("README.ja.md"))).toContain("verify-audit.mjs");
    expect(String(files.get("README.en.md"))).toContain("verify-audit.mjs");
  });

  it("W36: holds nothing of another environment", async () => {
    const first = await busyTenant("hinagiku");
    const second = await busyTenant("tsubaki");
    const packId = await madePack(second);
    const files = await unpack(packFile(second.tenantId, packId));
    const text = [...files.values()].map(String).join("\n");
    expect(text).toContain("tsubaki");
    expect(text).toContain(second.tenantId);
    for (const strange of ["hinagiku", first.tenantId, first.userId, first.ctx.actor.email])
      expect(text).not.toContain(strange);
    await expect(openPack(first.ctx, packId)).rejects.toMatchObject({ code: "not_found" });
    expect(await listPacks(first.ctx)).toEqual([]);
  });

  it("a viewer and a manager can neither have one made nor see nor take one", async () => {
    const tenant = await createTestTenant();
    made.push(tenant.tenantId);
    const packId = await madePack(tenant);
    for (const role of ["viewer", "manager"] as const) {
      const ctx = await tenant.contextFor(role);
      const refused = { code: "not_permitted" };
      await expect(requestPack(ctx)).rejects.toMatchObject(refused);
      await expect(listPacks(ctx)).rejects.toMatchObject(refused);
      await expect(openPack(ctx, packId)).rejects.toMatchObject(refused);
    }
  });

  it("run twice, or again after it was killed, leaves one whole pack and nothing beside it", async () => {
    const tenant = await createTestTenant();
    const { ctx, tenantId } = tenant;
    made.push(tenantId);
    const { id } = await requestPack(ctx);
    await expect(requestPack(ctx)).rejects.toMatchObject({ code: "conflict" });
    await transaction(ctx, (tx) =>
      tx.update(evidencePacks).set({ state: "running", sectionsDone: 4 }),
    );
    mkdirSync(packFolder(tenantId), { recursive: true });
    writeFileSync(path.join(packFolder(tenantId), `${id}.killed.part`), "half");
    await Promise.allSettled([runBuild(tenantId, id), runBuild(tenantId, id)]);
    const [before] = await listPacks(ctx);
    await runBuild(tenantId, id);
    const packs = await listPacks(ctx);
    expect(packs).toEqual([before]);
    expect(packs[0]).toMatchObject({ id, state: "ready", sectionsDone: packs[0]?.sections });
    expect(readdirSync(packFolder(tenantId))).toEqual([`${id}.zip`]);
    const { file } = await openPack(ctx, id);
    const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
    expect(sha256).toBe(packs[0]?.sha256);
    const [entry] = (await listAuditEntries(ctx)).entries;
    expect(entry).toMatchObject({ action: "evidence.downloaded", targetId: id });
  });

  it("one that cannot be made is given up after the last attempt, and another can be asked for", async () => {
    const { ctx, tenantId } = await createTestTenant();
    made.push(tenantId);
    const { id } = await requestPack(ctx);
    mkdirSync(path.dirname(packFolder(tenantId)), { recursive: true });
    writeFileSync(packFolder(tenantId), "no folder");
    await expect(runBuild(tenantId, id, 1)).rejects.toThrow();
    expect(await listPacks(ctx)).toMatchObject([{ id, state: "running" }]);
    await expect(runBuild(tenantId, id, packAttempts)).rejects.toThrow();
    expect(await listPacks(ctx)).toMatchObject([{ id, state: "failed" }]);
    rmSync(packFolder(tenantId));
    expect((await requestPack(ctx)).id).not.toBe(id);
  });

  it("goes after seven days, row and file, and a younger one stays", async () => {
    const tenant = await createTestTenant();
    const { ctx, tenantId } = tenant;
    made.push(tenantId);
    const old = await madePack(tenant);
    const young = await madePack(tenant);
    const ageBy = (id: string, age: string) =>
      transaction(ctx, (tx) =>
        tx
          .update(evidencePacks)
          .set({ createdAt: sql`now() - ${age}::interval` })
          .where(eq(evidencePacks.id, id)),
      );
    await ageBy(old, "7 days 1 second");
    await ageBy(young, "6 days 23 hours");
    await expect(openPack(ctx, old)).rejects.toMatchObject({ code: "not_found" });
    expect(existsSync(packFile(tenantId, old))).toBe(true);
    await prunePacks(contextForJob(tenantId, "evidence.prune"));
    expect(readdirSync(packFolder(tenantId))).toEqual([`${young}.zip`]);
    const rows = await transaction(ctx, (tx) =>
      tx.select({ id: evidencePacks.id }).from(evidencePacks),
    );
    expect(rows).toEqual([{ id: young }]);
  });
});
