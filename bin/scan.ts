import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSession, createTenant, createUser } from "@/e2e/accounts";
import { createExamples } from "@/e2e/matrix-examples";
import { connectService, type Service } from "@/e2e/service";
import { hashToken, randomToken } from "@/lib/tokens";
import { freePort } from "./local/free-port";
import { root } from "./local/program";
import setup from "./testing/playwright-global-setup";

const folder = join(root, "test-results", "scans");
const wapitiSeconds = 60;
const sqlmapSeconds = Number(process.env.SQLMAP_SECONDS ?? 600);
/** Without those that ask a server of wapiti's own whether something has called it. */
const modules =
  "backup,blindsql,crlf,csp,exec,file,http_headers,cookieflags,permanentxss,redirect,sql,xss";

type Scan = { name: string; command: string; args: string[] };

/** Someone with every permission and rows to look at, and a directory's token. */
async function createVisitor(service: Service) {
  const tenant = await createTenant(service);
  const user = await createUser(service, tenant, "master");
  const { name, value } = await createSession(service, user);
  const made = await createExamples(service, tenant, user.id);
  const secret = randomToken();
  await service.sql`insert into scim_tokens (tenant_id, id, token_hash, hint)
    values (${tenant.id}, ${randomUUID()}, ${hashToken(secret)}, ${secret.slice(-4)})`;
  return { cookie: `${name}=${value}`, made, token: `ecai-scim.${tenant.id}.${secret}` };
}

const wapiti = (url: string, name: string, more: string[]): Scan => ({
  name,
  command: "wapiti",
  args: [
    ...["-u", `${url}/`, "-m", modules, "--scope", "domain", "-d", "4", "-S", "normal"],
    ...["--max-scan-time", String(wapitiSeconds), "--max-attack-time", "10"],
    ...["--max-links-per-page", "60", "--max-files-per-dir", "20", "--max-parameters", "8"],
    ...["--flush-session", "--no-bugreport", "-v", "1"],
    ...["--store-session", join(folder, `${name}-session`)],
    ...["-f", "json", "-o", join(folder, `${name}.json`), ...more],
  ],
});

const sqlmap = (name: string, more: string[]): Scan => ({
  name,
  command: "timeout",
  args: [
    ...[String(sqlmapSeconds), "sqlmap", "--batch", "--disable-coloring", "--flush-session"],
    ...["--level", "2", "--risk", "1", "--dbms", "PostgreSQL", "--time-sec", "2"],
    ...["--timeout", "20", "--retries", "1", "--threads", "2"],
    ...["--output-dir", join(folder, name), ...more],
  ],
});

function scansOf(service: Service, visitor: Awaited<ReturnType<typeof createVisitor>>): Scan[] {
  const { url } = service;
  const { cookie, made, token } = visitor;
  const starts = ["dashboard", "addresses?q=a", "deliveries?q=a", "users?q=a", "audit?q=a"];
  const addresses = [
    `addresses?q=a&tag=${made.tags}&state=active&attribute=a&value=b&after=c`,
    `users?q=a&state=active&role=viewer&after=b`,
    `audit?q=a&actor=${randomUUID()}&action=tag.created&target=tag&from=2026-01-01&to=2026-12-31&after=b`,
    `suppressions?q=a&reason=manual&after=b`,
    `deliveries/${made.deliveries}/recipients?view=all&q=a&after=b`,
    `feed/notices?lang=ja`,
    `addresses/export?q=a&encoding=cp932`,
    `audit/export?q=a&format=csv`,
  ];
  const targets = join(folder, "targets.txt");
  // sqlmap begins with the last one.
  writeFileSync(
    targets,
    addresses
      .toReversed()
      .map((address) => `${url}/${address}`)
      .join("\n"),
  );
  const action = ["--method", "POST", "--data", '[{"email":"a@example.jp*","password":"b*"}]'];
  const asAction = `Next-Action: ${actionId("signInAction")}\nOrigin: ${url}\nContent-Type: text/plain;charset=UTF-8`;
  return [
    wapiti(url, "wapiti-nobody", []),
    wapiti(url, "wapiti-signed-in", [
      ...["-H", `Cookie: ${cookie}`],
      ...starts.flatMap((start) => ["-s", `${url}/${start}`]),
    ]),
    sqlmap("sqlmap-lists", ["-m", targets, "--cookie", cookie, "--skip", "cookie"]),
    sqlmap("sqlmap-scim", [
      ...["-u", `${url}/api/scim/v2/Users?filter=userName%20eq%20%22a%22&startIndex=1&count=2`],
      ...["--headers", `Authorization: Bearer ${token}`],
    ]),
    sqlmap("sqlmap-sign-in", ["-u", `${url}/sign-in`, ...action, "--headers", asAction]),
  ];
}

function actionId(name: string): string {
  const file = join(process.env.NEXT_DIST_DIR || ".next", "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(file, "utf8")) as {
    node: Record<string, { exportedName: string }>;
  };
  return Object.keys(node).find((id) => node[id]?.exportedName === name) ?? "";
}

/** Keeps what the scanner says in a file of its own; a scanner that ends by its time limit has ended well. */
async function run({ name, command, args }: Scan): Promise<string> {
  const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const parts: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => parts.push(part));
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
  const text = Buffer.concat(parts).toString();
  writeFileSync(join(folder, `${name}.txt`), text);
  return text;
}

type WapitiReport = { vulnerabilities: Record<string, { level: number; path: string }[]> };

/** What the scanner found, one line each; nothing is high below Wapiti's level 3. */
function findings({ name }: Scan, text: string): string[] {
  if (name.startsWith("wapiti")) {
    const report = join(folder, `${name}.json`);
    if (!existsSync(report)) throw new Error(`${name} made no report:\n${text.slice(-500)}`);
    const { vulnerabilities } = JSON.parse(readFileSync(report, "utf8")) as WapitiReport;
    return Object.entries(vulnerabilities).flatMap(([kind, found]) =>
      found.map(({ level, path }) => `${level >= 3 ? "HIGH" : "low"} ${kind} ${path}`),
    );
  }
  if (!/all tested parameters|is vulnerable|injectable|target URL/.test(text))
    throw new Error(`${name} tested nothing:\n${text.slice(-500)}`);
  const lines = text.split("\n").filter((line) => /is vulnerable|Parameter: .+\(/.test(line));
  return lines.map((line) => `HIGH ${line.trim()}`);
}

async function main(): Promise<void> {
  const wanted = process.argv[2] ?? "";
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder).filter((name) => name.startsWith(wanted)))
    rmSync(join(folder, file), { recursive: true });
  process.env.ECAI_E2E_FILE = join(tmpdir(), `ecai-scan-${process.pid}.json`);
  process.env.ECAI_E2E_PORT = String(await freePort());
  process.env.ECAI_E2E_DNS_PORT = String(await freePort());
  process.env.LOG_LEVEL ??= "error";
  const stop = await setup();
  const service = connectService();
  try {
    for (const scan of scansOf(service, await createVisitor(service))) {
      if (!scan.name.startsWith(wanted)) continue;
      const found = findings(scan, await run(scan));
      if (found.some((line) => line.startsWith("HIGH"))) process.exitCode = 1;
      process.stdout.write(
        `${[`${scan.name}: ${found.length} findings`, ...found].join("\n  ")}\n`,
      );
    }
  } finally {
    await service.sql.end();
    await stop();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
