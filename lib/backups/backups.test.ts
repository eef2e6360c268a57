import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { addresses, tags } from "@/db/schema/addresses";
import { backupGenerations, restoreDrills } from "@/db/schema/backups";
import { withSnapshot } from "@/db/snapshot";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { openSealed, readIdentity, readManifest } from "@/lib/archives/queries";
import { env } from "@/lib/env";
import { runDrill } from "@/lib/restores/mutations";
import { runDailyBackup, takeBackup, verifyBackups } from "./mutations";
import { listBackups, listDrills } from "./queries";
import { backupDir, filesDir } from "./rules";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
afterAll(() => superuser.end());

const firstNight = new Date("2026-11-02T18:10:00Z");
const night = (days: number) => new Date(firstNight.getTime() + days * 24 * 3_600_000);
const folders = () => readdirSync(backupDir()).filter((name) => name !== "tombstones.log");

async function plantTenant(marker: string) {
  const tenant = await createTestTenant();
  const { ctx, tenantId } = tenant;
  await transaction(ctx, async (tx) => {
    await tx.insert(tags).values({ tenantId, name: `${marker}\t"\\n,\n改行` });
    await tx
      .insert(addresses)
      .values({ tenantId, email: uniqueEmail(), name: marker, source: "manual" });
  });
  mkdirSync(join(filesDir(), tenantId), { recursive: true });
  writeFileSync(join(filesDir(), tenantId, "upload.csv"), `${marker}\r\n`.repeat(20_000));
  writeFileSync(join(filesDir(), tenantId, "empty.csv"), "");
  return tenant;
}

beforeEach(async () => {
  await controlDb()
    .delete(backupGenerations)
    .catch(() => {});
  await superuser`truncate backup_generations, restore_drills`;
  rmSync(backupDir(), { recursive: true, force: true });
  rmSync(filesDir(), { recursive: true, force: true });
});

describe("daily backups", { timeout: 240_000 }, () => {
  it("W13: eight days leave seven generations, and one flipped byte in any file is found and named", async () => {
    const { ctx } = await plantTenant("八日");
    for (let day = 0; day < 8; day += 1) {
      await runDailyBackup(night(day));
      await runDailyBackup(new Date(night(day).getTime() + 60_000));
    }
    expect(folders()).toEqual(
      [4, 5, 6, 7, 8, 9, 10].map((day) => `2026-11-${String(day).padStart(2, "0")}T031000`),
    );
    expect(await verifyBackups()).toEqual({});
    const name = "2026-11-07T031000";
    for (const path of [
      "tables/public.addresses.gz.age",
      "files.gz.age",
      "manifest.json",
      "manifest.sig",
    ]) {
      const file = join(backupDir(), name, path);
      const whole = readFileSync(file);
      const flipped = Buffer.from(whole);
      const at = Math.floor(whole.length * 0.7);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      writeFileSync(file, flipped);
      const found = await verifyBackups();
      expect(Object.keys(found), path).toEqual([name]);
      expect(found[name]?.join(), path).toContain(path);
      writeFileSync(file, whole);
    }
    expect(await verifyBackups()).toEqual({});
    const listed = await listBackups(ctx);
    expect(listed.filter(({ state }) => state === "verified")).toHaveLength(7);
    expect(listed.at(-1)).toMatchObject({ name: "2026-11-03T031000", state: "deleted" });
  });

  it("W13: a backup as a role whose rows are hidden, or that may not read all, fails and leaves nothing", async () => {
    await plantTenant("見えない");
    const url = env().DATABASE_URL;
    await expect(withSnapshot(url, async () => "seen")).rejects.toThrow(
      "policies hide rows from it",
    );
    const app = postgres(url, { max: 1, onnotice: () => {} });
    const [hidden] = await app`select count(*)::int as count from addresses`;
    expect(hidden).toEqual({ count: 0 });
    await app.unsafe("set row_security = off");
    await expect(app`select count(*) from addresses`).rejects.toThrow("row-level security");
    await app.end();
    const settings = env();
    const right = settings.DATABASE_BACKUP_URL;
    settings.DATABASE_BACKUP_URL = url;
    try {
      await expect(takeBackup(night(0))).rejects.toThrow("policies hide rows from it");
    } finally {
      settings.DATABASE_BACKUP_URL = right;
    }
    const [row] = await controlDb().select().from(backupGenerations);
    expect(row?.state).toBe("failed");
    expect(row?.error).toContain("policies hide rows from it");
    expect(existsSync(join(backupDir(), "2026-11-03T031000.partial"))).toBe(false);
  });

  it("W13: what is stored is encrypted for the key alone, and a killed backup is made again", async () => {
    await plantTenant("秘密の印");
    await controlDb()
      .insert(backupGenerations)
      .values({ name: "2026-11-03T030900", day: "2026-11-03", startedAt: night(0) });
    mkdirSync(join(backupDir(), "2026-11-03T030900.partial"), { recursive: true });
    await runDailyBackup(night(0));
    expect(folders()).toEqual(["2026-11-03T031000"]);
    const [killed] = await controlDb()
      .select()
      .from(backupGenerations)
      .where(eq(backupGenerations.name, "2026-11-03T030900"));
    expect(killed).toMatchObject({ state: "failed", error: "interrupted" });
    const folder = join(backupDir(), "2026-11-03T031000");
    const stored = readdirSync(folder, { recursive: true, withFileTypes: true });
    for (const entry of stored.filter((each) => each.isFile())) {
      const content = readFileSync(join(entry.parentPath, entry.name));
      expect(content.includes("秘密の印"), entry.name).toBe(false);
      if (entry.name.endsWith(".age"))
        expect(content.subarray(0, 21).toString(), entry.name).toBe("age-encryption.org/v1");
    }
    const identity = await readIdentity(env().BACKUP_IDENTITY_FILE);
    const rows = await openSealed(folder, "tables/public.tags.gz.age", identity);
    expect((await rows.toArray()).join("")).toContain("秘密の印");
  });
});

describe("restore drills", { timeout: 240_000 }, () => {
  it("W13: the newest generation is restored on trial with equal counts and hashes, and recorded", async () => {
    const { ctx } = await plantTenant("復元");
    await runDailyBackup(night(0));
    const manifest = await readManifest(join(backupDir(), "2026-11-03T031000"));
    const report = await runDrill();
    const rows = manifest.tables.reduce((total, table) => total + table.rows, 0);
    expect(report).toMatchObject({ rows, tables: manifest.tables.length, files: 2 });
    process.stdout.write(`a full restore of ${rows} rows took ${report.durationMs} ms\n`);
    const [drill] = await controlDb().select().from(restoreDrills);
    expect(drill).toMatchObject({ state: "succeeded", generation: "2026-11-03T031000", rows });
    expect(await listDrills(ctx)).toMatchObject([{ state: "succeeded" }]);
    const left = await superuser`select 1 from pg_database where datname like 'ecai_drill_%'`;
    expect(left).toHaveLength(0);
  });

  it("W13: a drill of a damaged generation fails, says what is wrong and leaves no database", async () => {
    await plantTenant("傷");
    await runDailyBackup(night(0));
    const file = join(backupDir(), "2026-11-03T031000", "tables", "public.tags.gz.age");
    const content = readFileSync(file);
    content[200] = (content[200] ?? 0) ^ 1;
    writeFileSync(file, content);
    await expect(runDrill()).rejects.toThrow("tables/public.tags.gz.age");
    const [drill] = await controlDb().select().from(restoreDrills);
    expect(drill?.state).toBe("failed");
    expect(drill?.error).toContain("tables/public.tags.gz.age");
  });
});
