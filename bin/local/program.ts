import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export const nextBinary = join(root, "node_modules", "next", "dist", "bin", "next");

/** Arguments that make node run a TypeScript file outside Next, where "server-only" means nothing. */
export function typescriptProgram(file: string): { args: string[]; env: Record<string, string> } {
  return {
    args: ["--import", "tsx", join(root, file)],
    env: { TSX_TSCONFIG_PATH: join(root, "tsconfig.worker.json") },
  };
}

/**
 * Arguments that run the worker, or another program as the worker runs. It shares its machine with the database and the
 * web processes: at full rate these keep it 50 MiB smaller for a fifth more CPU time a message, and no provider takes as
 * many messages as it then still sends.
 */
export function workerProgram(file = "lib/worker/main.ts"): ReturnType<typeof typescriptProgram> {
  const { args, env } = typescriptProgram(file);
  return { args: ["--optimize-for-size", "--max-semi-space-size=8", ...args], env };
}

/** What any process needs of the surrounding environment; nothing of the service's own settings. */
export function systemEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "LANG", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "CI"];
  return pick(names);
}

/** The named variables that have a value. */
export function pick(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value] as const] : [];
    }),
  );
}
