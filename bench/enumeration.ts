import { spawn } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@/bin/local/free-port";
import { nextBinary } from "@/bin/local/program";
import { closeDatabase } from "@/db/client";
import { users } from "@/db/schema/users";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { hashPassword } from "@/lib/auth/password";
import { untilAlive } from "./pages";

const samples = 1000;
const warmUp = 20;
const limitMs = 5;

type Form = { name: string; action: string; input: (email: string) => unknown };

/** What anybody can send with an address that may or may not have an account. */
const forms: Form[] = [
  {
    name: "sign-in",
    action: "signInAction",
    input: (email) => ({ email, password: "a guess that is wrong" }),
  },
  { name: "reset", action: "requestPasswordResetAction", input: (email) => ({ email }) },
  {
    name: "sign-up",
    action: "startApplicationAction",
    input: (email) => ({ email, country: "JP", planId: null }),
  },
];

type Figure = { step: string; figure: number; limit: number; ratio: number; required: string };

const address = (kind: string) => `${kind}-${randomUUID()}@example.jp`;

/** Users of one tenant with a password and addresses that are as long as those without an account. */
async function createKnown(): Promise<string[]> {
  const tenant = await createTestTenant({ name: "計測株式会社" });
  const passwordHash = await hashPassword("a password that nobody guesses");
  const emails = Array.from({ length: samples + warmUp }, () => address("someone"));
  await transaction(tenant.ctx, (tx) =>
    tx.insert(users).values(
      emails.map((email) => ({
        tenantId: tenant.tenantId,
        email,
        name: "計測",
        role: "viewer" as const,
        state: "active" as const,
        passwordHash,
      })),
    ),
  );
  return emails;
}

function actionId(name: string): string {
  const file = join(process.env.NEXT_DIST_DIR || ".next", "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as {
    node: Record<string, { exportedName: string }>;
  };
  const found = Object.entries(node).find(([, { exportedName }]) => exportedName === name);
  if (!found) throw new Error(`the build has no ${name}`);
  return found[0];
}

/** One call as a browser makes it, from a network of its own: limits must not be what is measured. */
async function timeOf(url: string, id: string, input: unknown): Promise<number> {
  const ip = [10, randomInt(256), randomInt(256), randomInt(1, 255)].join(".");
  const began = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "next-action": id,
      origin: new URL(url).origin,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      "x-forwarded-for": ip,
    },
    body: JSON.stringify([input]),
  });
  const text = await response.text();
  const took = performance.now() - began;
  if (!/"ok":(true|false)/.test(text) || text.includes('"code":"throttled"'))
    throw new Error(`unexpected answer ${response.status}: ${text.slice(0, 200)}`);
  return took;
}

const median = (times: number[]): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** The two kinds alternate, and change places each time: whatever else slows the machine down slows both. */
async function measure(url: string, form: Form, known: string[]): Promise<Figure> {
  const id = actionId(form.action);
  const times = { known: [] as number[], unknown: [] as number[] };
  for (const [index, email] of known.entries()) {
    const pair = [
      ["known", email],
      ["unknown", address("someone")],
    ] as const;
    for (const [kind, given] of index % 2 ? pair.toReversed() : pair) {
      const took = await timeOf(url, id, form.input(given));
      if (index >= warmUp) times[kind].push(took);
    }
  }
  const gap = Math.abs(median(times.known) - median(times.unknown));
  const step = `${form.name}: gap of the medians of ${samples} known (${median(times.known).toFixed(1)} ms) and ${samples} unknown addresses`;
  return { step, figure: gap, limit: limitMs, ratio: gap / limitMs, required: "below 1" };
}

async function main() {
  const port = await freePort();
  const server = spawn(process.execPath, [nextBinary, "start", "-p", String(port)], {
    env: { ...process.env, ECAI_SURFACE: "web" },
    stdio: "ignore",
  });
  try {
    const base = `http://localhost:${port}`;
    const known = await createKnown();
    await untilAlive(`${base}/healthz`);
    const figures: Figure[] = [];
    for (const form of forms) {
      const figure = await measure(`${base}/sign-in`, form, known);
      figures.push(figure);
      process.stdout.write(`${lineOf(figure)}\n`);
    }
    mkdirSync("bench/results", { recursive: true });
    const result = JSON.stringify({ at: new Date().toISOString(), figures }, null, 2);
    writeFileSync("bench/results/enumeration.json", result);
    if (figures.some(({ ratio }) => !(ratio < 1))) process.exitCode = 1;
  } finally {
    server.kill("SIGTERM");
    await closeDatabase();
  }
}

const lineOf = ({ step, figure, limit, ratio, required }: Figure): string =>
  `${step}  ${figure.toFixed(2)} ms  limit ${limit} ms  ratio ${ratio.toFixed(2)}  required ${required}`;

await main();
