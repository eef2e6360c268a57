import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { addresses, tags } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { deliveries } from "@/db/schema/deliveries";
import { importChanges } from "@/db/schema/imports";
import { settleOutput } from "@/db/snapshot";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { importText } from "@/db/testing-imports";
import { readTransaction, transaction } from "@/db/transaction";
import { eraseAddress } from "@/lib/address-erasures/mutations";
import { readManifest } from "@/lib/archives/queries";
import { takeBackup } from "@/lib/backups/mutations";
import { backupDir } from "@/lib/backups/rules";
import { readTallies } from "@/lib/restores/mutations";
import { restoreTenant } from "./mutations";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
afterAll(() => superuser.end());
beforeEach(() => rmSync(backupDir(), { recursive: true, force: true }));

const ownerUrl = process.env.DATABASE_OWNER_URL ?? "";

async function fillBook({ ctx, tenantId }: TestTenant, count: number) {
  await transaction(ctx, async (tx) => {
    await tx.insert(tags).values({ tenantId, name: "お客様" });
    await tx.insert(addresses).values(
      Array.from({ length: count }, (_, index) => ({
        tenantId,
        email: uniqueEmail(),
        name: `宛先 ${index}\n二行目`,
        source: "manual" as const,
      })),
    );
    await tx.insert(deliveries).values({ tenantId, name: "予約", state: "scheduled" });
  });
}

async function createOperator(): Promise<string> {
  const email = uniqueEmail("operator");
  await superuser`insert into operators (email, name, password_hash) values (${email}, '運営 三郎', 'x')`;
  return email;
}

/** Every tenant's counts and hashes in a table, as they are now. */
const tallies = (table: Parameters<typeof readTallies>[1]) =>
  superuser.begin(async (sql) => {
    await settleOutput(sql);
    return { value: (await readTallies(sql, table)).tenants() };
  });

describe("restoring a single tenant", { timeout: 240_000 }, () => {
  it("W13: its rows are those of the generation again, every other tenant's as before, and both logs tell", async () => {
    const [own, other] = [await createTestTenant(), await createTestTenant()];
    await fillBook(own, 200);
    await fillBook(other, 50);
    const generation = await takeBackup();
    const manifest = await readManifest(join(backupDir(), generation));
    const tables = manifest.tables.filter(
      ({ schema, tenantColumn }) => schema === "public" && tenantColumn !== null,
    );

    await transaction(own.ctx, async (tx) => {
      await tx.delete(addresses).where(eq(addresses.tenantId, own.tenantId));
      await tx.update(tags).set({ name: "壊れた" }).where(eq(tags.tenantId, own.tenantId));
    });
    await transaction(other.ctx, (tx) =>
      tx.insert(tags).values({ tenantId: other.tenantId, name: "あとから" }),
    );
    const before = new Map<string, Awaited<ReturnType<typeof tallies>>["value"]>();
    for (const table of tables) before.set(table.name, (await tallies(table)).value);

    const operatorEmail = await createOperator();
    const order = { ownerUrl, generation, tenantId: own.tenantId, operatorEmail };
    const report = await restoreTenant(order);
    process.stdout.write(`one tenant of ${report.rows} rows took ${report.durationMs} ms\n`);
    expect(report.heldDeliveries).toBe(1);
    for (const table of tables) {
      const { [own.tenantId]: mine, ...others } = (await tallies(table)).value;
      const { [own.tenantId]: _, ...othersBefore } = before.get(table.name) ?? {};
      expect(others, table.name).toEqual(othersBefore);
      const isChangedAfter = [
        "audit_entries",
        "audit_heads",
        "deliveries",
        "sending_queue",
      ].includes(table.name);
      if (!isChangedAfter) expect(mine, table.name).toEqual(table.tenants[own.tenantId]);
    }
    const [delivery] = await readTransaction(own.ctx, (tx) => tx.select().from(deliveries));
    expect(delivery?.state).toBe("draft");
    const [entry] = await readTransaction(own.ctx, (tx) =>
      tx.select().from(auditEntries).where(eq(auditEntries.action, "tenant.restored")),
    );
    expect(entry?.details).toMatchObject({ generation, rows: report.rows });
    const [act] = await superuser`
      select operator_name, details from operator_audit_entries
      where action = 'tenant.restored' and target_id = ${own.tenantId}`;
    expect(act).toMatchObject({ operator_name: "運営 三郎", details: { generation } });
  });

  it("W8: whoever was erased on request since does not come back", async () => {
    const { ctx, tenantId } = await createTestTenant();
    const text = (name: string) =>
      `email,name\nshirushi@example.jp,${name}\nnokoru@example.jp,x\n,印\n`;
    await importText(ctx, text("印"), { columns: ["email", "name"] });
    await importText(ctx, text("印二"), { columns: ["email", "name"] });
    const generation = await takeBackup();
    const [person] = await readTransaction(ctx, (tx) =>
      tx.select().from(addresses).where(eq(addresses.email, "shirushi@example.jp")),
    );
    await eraseAddress(ctx, { id: person?.id ?? "" });
    const operatorEmail = await createOperator();
    await restoreTenant({ ownerUrl, generation, tenantId, operatorEmail });
    const left = await readTransaction(ctx, async (tx) => [
      await tx.select({ email: addresses.email }).from(addresses),
      await tx.select({ oldName: importChanges.oldName }).from(importChanges),
    ]);
    expect(left).toEqual([[{ email: "nokoru@example.jp" }], []]);
  });

  it("refuses a tenant that the generation does not have and an operator whom nobody knows", async () => {
    const generation = await takeBackup(new Date(Date.now() + 5_000));
    const operatorEmail = await createOperator();
    const { tenantId } = await createTestTenant();
    await expect(restoreTenant({ ownerUrl, generation, tenantId, operatorEmail })).rejects.toThrow(
      "has no row of tenant",
    );
    const kept = await superuser`select 1 from tenants where id = ${tenantId}`;
    expect(kept).toHaveLength(1);
    await expect(
      restoreTenant({ ownerUrl, generation, tenantId, operatorEmail: randomUUID() }),
    ).rejects.toThrow("no active operator");
  });
});
