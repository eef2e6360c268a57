import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { root, workerProgram } from "@/bin/local/program";

it("W25: a worker that cannot begin ends, so that whoever looks after it starts it again", async () => {
  const { args, env } = workerProgram();
  const nowhere = "postgresql://ecai_app:x@127.0.0.1:9/ecai";
  const worker = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env, DATABASE_URL: nowhere },
    stdio: "ignore",
  });
  try {
    const [code] = await once(worker, "exit", { signal: AbortSignal.timeout(25_000) });
    expect(code).toBe(1);
  } finally {
    worker.kill("SIGKILL");
  }
});
