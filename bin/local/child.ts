import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./program";

export type Program = { name: string; args: string[]; env: Record<string, string> };

export type Child = {
  name: string;
  pid: number;
  /** Resolves when the process has ended, with a description of how. */
  ended: Promise<string>;
  stop(): Promise<void>;
};

const patience = 10_000;

/** Runs node with exactly the given environment; its lines appear with its name in front. */
export function startChild({ name, args, env }: Program): Child {
  // A group of its own: Ctrl-C in the terminal reaches only us, so that we can stop in order.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, NODE_ENV: env.NODE_ENV === "production" ? "production" : "development" },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  prefixLines(child, name);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  return { name, pid: child.pid ?? 0, ended, stop: () => stop(child, ended) };
}

/** Runs to the end; throws when it fails, and ends it when asked to stop. */
export async function runChild(program: Program, signal: AbortSignal): Promise<void> {
  const child = startChild(program);
  const abort = () => void child.stop();
  signal.addEventListener("abort", abort);
  const how = await child.ended;
  signal.removeEventListener("abort", abort);
  signal.throwIfAborted();
  if (how !== "exit code 0") throw new Error(`${program.name} failed (${how})`);
}

function prefixLines(child: ChildProcess, name: string): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      process.stdout.write(`${name.padEnd(8)} │ ${line}\n`);
    });
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (!child.pid) return;
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), patience);
    await ended;
    clearTimeout(timer);
  }
  signalGroup(child.pid, "SIGKILL");
}

/** Reaches what the process itself may have started. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, signal);
  } catch {
    // The whole group has ended.
  }
}
