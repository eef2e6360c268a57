import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

test("W25: workers killed during a delivery and a database killed under load lose nothing and mail nobody twice", async () => {
  test.setTimeout(600_000);
  const drill = ["--import", "tsx", "bin/drill.ts", "delivery", "--short"];
  const env = { ...process.env, TSX_TSCONFIG_PATH: "tsconfig.worker.json" };
  const { stdout } = await promisify(execFile)(process.execPath, drill, { env });
  expect(stdout).toContain("workers killed 5");
  expect(stdout.match(/recipients 3000, lost 0, mailed twice 0/g)).toHaveLength(2);
  expect(stdout).toMatch(/database killed 1, running again within \d+ s/);
  expect(stdout).toMatch(/writes acknowledged [1-9]\d*, lost 0/);
});
