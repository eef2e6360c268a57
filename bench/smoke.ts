import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { closeDatabase } from "@/db/client";
import { sendingQueue } from "@/db/schema/control";
import { deliveries, senders } from "@/db/schema/deliveries";
import { importChunks, imports } from "@/db/schema/imports";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { runImport } from "@/lib/importing/mutations";
import { startSendingLoop } from "@/lib/sending/loop";
import { getLedger } from "@/lib/sending/queries";
import { measurePages } from "./pages";
import { startSink } from "./sink";

const rows = 50_000;
const chunkBytes = 1024 * 1024;

type Figure = { step: string; figure: number; unit: string };

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

async function measureImport(tenant: TestTenant): Promise<Figure> {
  const lines = Array.from(
    { length: rows },
    (_, index) => `person${index}@example.jp,山田 ${index},お客様;展示会\r\n`,
  );
  const file = Buffer.from(`メールアドレス,名前,タグ\r\n${lines.join("")}`);
  const importId = randomUUID();
  const { tenantId, ctx } = tenant;
  await transaction(ctx, async (tx) => {
    await tx.insert(imports).values({
      tenantId,
      id: importId,
      fileName: "bench.csv",
      fileBytes: file.length,
      encoding: "utf-8",
      state: "queued",
      headers: ["メールアドレス", "名前", "タグ"],
      columns: [{ target: "email" }, { target: "name" }, { target: "tags" }],
    });
    for (let at = 0; at < file.length; at += chunkBytes) {
      await tx.insert(importChunks).values({
        tenantId,
        importId,
        chunkNo: at / chunkBytes,
        data: file.subarray(at, at + chunkBytes),
      });
    }
  });
  const took = await seconds(() => runImport(ctx, { importId }));
  return { step: `import of ${rows} rows with two tags`, figure: rows / took, unit: "rows/s" };
}

async function measureDelivery({ tenantId, ctx }: TestTenant): Promise<Figure> {
  const deliveryId = randomUUID();
  await transaction(ctx, async (tx) => {
    const [sender] = await tx
      .insert(senders)
      .values({ tenantId, name: "計測", email: "bench@example.jp" })
      .returning();
    const html = `<p>{{名前|お客様}} 様</p>${"<p>本文の段落です。</p>".repeat(250)}<p>{{メールアドレス}}</p>`;
    await tx.insert(deliveries).values({
      tenantId,
      id: deliveryId,
      name: "計測",
      state: "scheduled",
      senderId: sender?.id,
      subject: "{{名前|お客様}} 様へ",
      html,
      scheduledAt: new Date(),
    });
    await tx.insert(sendingQueue).values({ tenantId, deliveryId });
  });
  const stopping = new AbortController();
  const took = await seconds(async () => {
    const loop = startSendingLoop({
      workerId: "bench",
      signal: stopping.signal,
      concurrency: () => 4,
    });
    while (!(await isFinished())) await sleep(50);
    stopping.abort();
    await loop;
  });
  const { accepted, audience } = await getLedger(ctx, deliveryId);
  if (accepted !== rows || audience !== rows)
    throw new Error(`ledger: ${accepted} of ${audience} accepted`);
  return {
    step: `delivery of ${rows} messages to a local sink, preparing included`,
    figure: rows / took,
    unit: "messages/s",
  };

  async function isFinished() {
    const [row] = await transaction(ctx, (tx) =>
      tx
        .select({ state: deliveries.state })
        .from(deliveries)
        .where(and(eq(deliveries.tenantId, tenantId), eq(deliveries.id, deliveryId))),
    );
    return row?.state === "finished";
  }
}

async function main() {
  const sink = await startSink();
  process.env.RESEND_BASE_URL = sink.url;
  try {
    const tenant = await createTestTenant({ name: "計測株式会社" });
    const figures: Figure[] = [
      await measureImport(tenant),
      await measureDelivery(tenant),
      ...(await measurePages(tenant)),
    ];
    for (const { step, figure, unit } of figures)
      process.stdout.write(`${step.padEnd(64)} ${figure.toFixed(1).padStart(10)} ${unit}\n`);
    mkdirSync("bench/results", { recursive: true });
    writeFileSync(
      "bench/results/smoke.json",
      JSON.stringify({ at: new Date().toISOString(), figures }, null, 2),
    );
  } finally {
    sink.close();
    await closeDatabase();
  }
}

await main();
