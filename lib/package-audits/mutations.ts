import "server-only";
import { execFile } from "node:child_process";
import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { type PackageReport, packageAudits } from "@/db/schema/package-audits";
import { parseNpmAudit } from "./rules";

const passedOn = /^(PATH|HOME|https?_proxy|no_proxy|node_extra_ca_certs|npm_config_registry)$/i;

/** Asks the package registry what is known of the service's packages, and keeps the answer or why there was none. */
export async function auditPackages(ask: () => Promise<string> = runNpmAudit): Promise<void> {
  const outcome = await ask()
    .then((text): { report: PackageReport } => ({ report: parseNpmAudit(text) }))
    .catch((error: Error) => ({ error: error.message.slice(0, 500) }));
  await controlDb().insert(packageAudits).values(outcome);
  await controlDb().execute(
    sql`delete from package_audits where checked_at < now() - interval '400 days'`,
  );
}

/** npm ends with an error where it found something: what it printed counts, not how it ended. */
function runNpmAudit(): Promise<string> {
  const names = Object.keys(process.env).filter((name) => passedOn.test(name));
  const env = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  return new Promise((resolve, reject) => {
    execFile(
      "npm",
      ["audit", "--json", "--omit=dev", "--package-lock-only"],
      { env: env as NodeJS.ProcessEnv, timeout: 120_000, maxBuffer: 32 * 1024 * 1024 },
      (error, stdout) =>
        stdout ? resolve(stdout) : reject(error ?? new Error("npm said nothing")),
    );
  });
}
