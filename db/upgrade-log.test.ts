import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { listUpgrades } from "@/lib/upgrades/queries";
import { migrate } from "./migrate";

const superuserUrl = process.env.DATABASE_SUPERUSER_URL ?? "";
const superuser = postgres(superuserUrl, { max: 1, onnotice: () => {} });
const made: string[] = [];
const folders: string[] = [];
afterEach(() => {
  delete process.env.ECAI_UPGRADED_BY;
  delete process.env.ECAI_VERSION;
});
afterAll(async () => {
  for (const name of made) await superuser.unsafe(`drop database ${name} with (force)`);
  for (const folder of folders) rmSync(folder, { recursive: true });
  await superuser.end();
});

async function emptyDatabase() {
  const name = `ecai_upgrade_${randomUUID().slice(0, 8)}`;
  await superuser.unsafe(`create database ${name} owner ecai_owner template template0`);
  made.push(name);
  const inIt = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const sql = postgres(inIt(superuserUrl), { max: 1, onnotice: () => {} });
  const log = () => sql`select * from version_upgrades order by started_at`;
  return { ownerUrl: inIt(process.env.DATABASE_OWNER_URL ?? ""), log, end: () => sql.end() };
}

/** The migrations with another one behind them. */
function folderWith(statement: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ecai-migrations-"));
  folders.push(folder);
  const here = path.dirname(fileURLToPath(import.meta.url));
  cpSync(path.join(here, "migrations"), folder, { recursive: true });
  const file = path.join(folder, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(file, "utf8"));
  const when = Math.max(...journal.entries.map((entry: { when: number }) => entry.when)) + 1;
  journal.entries.push({ idx: 9999, version: "7", when, tag: "9999_next", breakpoints: true });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(path.join(folder, "9999_next.sql"), statement);
  return folder;
}

describe("the work log of versions", { timeout: 120_000 }, () => {
  it("W28: who, when, from, to, which migrations and how it ended, also when it failed", async () => {
    const { ownerUrl, log, end } = await emptyDatabase();
    try {
      await migrate({ ownerUrl });
      const [first, ...none] = await log();
      expect(none).toEqual([]);
      expect(first).toMatchObject({
        state: "succeeded",
        performed_by: userInfo().username,
        from_schema: null,
        error: null,
      });
      expect(first?.migrations.length).toBeGreaterThan(20);
      expect(first?.finished_at.getTime()).toBeGreaterThan(first?.started_at.getTime());

      await migrate({ ownerUrl });
      expect(await log()).toHaveLength(1);

      process.env.ECAI_UPGRADED_BY = "運営 太郎";
      const broken = folderWith("select 1 / 0");
      await expect(migrate({ ownerUrl, folder: broken })).rejects.toThrow();
      const next = folderWith("create table of_the_next_version (id int)");
      await migrate({ ownerUrl, folder: next });
      const [, failed, done] = await log();
      const steps = {
        from_schema: first?.to_schema,
        to_schema: "9999_next",
        migrations: ["9999_next"],
      };
      expect(failed).toMatchObject({ ...steps, state: "failed", performed_by: "運営 太郎" });
      expect(failed?.error).not.toBe("");
      expect(done).toMatchObject({ ...steps, state: "succeeded", error: null });

      process.env.ECAI_VERSION = "9.9.9";
      await migrate({ ownerUrl, folder: next });
      expect((await log()).at(-1)).toMatchObject({
        state: "succeeded",
        software_version: "9.9.9",
        migrations: [],
        from_schema: "9999_next",
      });
    } finally {
      await end();
    }
  });

  it("W28: a database that is filled from a backup keeps the log of the one that was backed up", async () => {
    const { ownerUrl, log, end } = await emptyDatabase();
    try {
      await migrate({ ownerUrl, isRecorded: false });
      expect(await log()).toEqual([]);
    } finally {
      await end();
    }
  });

  it("W28: the staff read it and nobody who serves changes it", async () => {
    expect((await asOperator(listUpgrades)).length).toBeGreaterThan(0);
    for (const url of [process.env.DATABASE_URL, process.env.DATABASE_OPERATOR_URL]) {
      const sql = postgres(url ?? "", { max: 1, onnotice: () => {} });
      await expect(sql`update version_upgrades set performed_by = 'x'`).rejects.toThrow(
        /permission denied/,
      );
      await expect(sql`delete from version_upgrades`).rejects.toThrow(/permission denied/);
      await sql.end();
    }
  });
});
