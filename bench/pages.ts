import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { freePort } from "@/bin/local/free-port";
import { nextBinary } from "@/bin/local/program";
import { termsAcceptances } from "@/db/schema/users";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { createSession } from "@/lib/auth/sessions";
import { paths } from "@/lib/paths";
import { termsVersion } from "@/lib/terms/rules";

const requests = 40;
const pages = [paths.dashboard, paths.addresses, paths.tags, paths.deliveries];

/** Median and 95th percentile of the server's answer for signed-in pages, in milliseconds, one request at a time. */
export async function measurePages(tenant: TestTenant) {
  const web = await startWeb();
  try {
    const cookie = await signedInCookie(tenant);
    const figures = [];
    for (const page of pages) {
      const times = await timesOf(`${web.address}${page}`, cookie);
      figures.push({ step: `page ${page}, median`, figure: percentile(times, 0.5), unit: "ms" });
      figures.push({ step: `page ${page}, p95`, figure: percentile(times, 0.95), unit: "ms" });
    }
    return figures;
  } finally {
    web.stop();
  }
}

/** The customer surface of the production build, ready for requests. */
export async function startWeb(): Promise<{ address: string; stop: () => void }> {
  const port = await freePort();
  const server = spawn(process.execPath, [nextBinary, "start", "-p", String(port)], {
    env: process.env,
    stdio: "ignore",
  });
  const stop = () => void server.kill("SIGTERM");
  const address = `http://localhost:${port}`;
  try {
    await untilAlive(`${address}/healthz`);
  } catch (error) {
    stop();
    throw error;
  }
  return { address, stop };
}

export async function signedInCookie({ ctx, tenantId, userId }: TestTenant): Promise<string> {
  const request = { ip: null, userAgent: null, requestId: null };
  const sessionId = await transaction(ctx, async (tx) => {
    await tx.insert(termsAcceptances).values({ tenantId, userId, version: termsVersion });
    return createSession(tx, { tenantId, id: userId }, request);
  });
  const secret = `${process.env.ECAI_SECRET}:web`;
  const token = { sub: sessionId, tenantId, surface: "web" };
  return `ecai-session=${await encode({ token, secret, salt: "ecai-session" })}`;
}

async function timesOf(address: string, cookie: string): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < requests + 3; count += 1) {
    const began = performance.now();
    const answer = await fetch(address, { headers: { cookie }, redirect: "manual" });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
    times.push(performance.now() - began);
  }
  return times.slice(3);
}

/** The figure below which that share of all figures is. */
export const percentile = (figures: readonly number[], share: number): number =>
  [...figures].sort((one, other) => one - other)[Math.floor(figures.length * share)] ?? Number.NaN;

export async function untilAlive(address: string) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error(`${address} does not answer`);
}
