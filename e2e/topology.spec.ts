import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

test("W25: two webs and two workers, each killed under load, lose no request that was not under way and no recipient", async () => {
  test.setTimeout(420_000);
  const drill = ["--import", "tsx", "bin/drill.ts", "topology", "--short"];
  const env = { ...process.env, TSX_TSCONFIG_PATH: "tsconfig.worker.json" };
  const { stdout } = await promisify(execFile)(process.execPath, drill, { env });
  expect(stdout).toMatch(/pages answered [1-9]\d*, failed \d+/);
  expect(stdout).toContain("recipients 3000, lost 0, mailed twice 0");
});
