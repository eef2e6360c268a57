import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../local/free-port";
import { root, systemEnvironment } from "../local/program";
import { temporaryDataDir } from "./temporary-data-dir";

const limit = 300_000;

/** The whole service, as `npm start` brings it up, on data and ports of its own. */
export default async function setup() {
  const reportFile = process.env.ECAI_E2E_FILE ?? "";
  const port = process.env.ECAI_E2E_PORT ?? "";
  const { path, remove } = temporaryDataDir();
  rmSync(reportFile, { force: true });
  const service = spawn(process.execPath, ["--import", "tsx", "bin/start.ts"], {
    cwd: root,
    env: {
      ...systemEnvironment(),
      NODE_ENV: "production",
      ECAI_DATA_DIR: path,
      ECAI_E2E_FILE: reportFile,
      ECAI_IGNORE_DOTENV: "1",
      PORT: port,
      ECAI_OPERATOR_URL: `http://127.0.0.1:${await freePort()}`,
      SIGNUP_BLOCKED_COUNTRIES: "KP",
      OUTGOING_ALLOWED_HOSTS: "127.0.0.1",
      DNS_SERVERS: `127.0.0.1:${process.env.ECAI_E2E_DNS_PORT}`,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
    },
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const stop = async () => {
    if (service.exitCode === null && service.kill("SIGTERM")) {
      await new Promise((resolve) => service.once("exit", resolve));
    }
    remove();
    rmSync(reportFile, { force: true });
  };
  const began = Date.now();
  while (!existsSync(reportFile)) {
    if (service.exitCode !== null || Date.now() - began > limit) {
      await stop();
      throw new Error("The service did not start; its output is above.");
    }
    await sleep(100);
  }
  return stop;
}
