import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";

const drills = ["delivery", "workers", "faults", "import", "clock", "webhooks", "database"];
let output = "";

test.describe.configure({ mode: "serial" });

/** All on one stage, as each would spend most of its time on a database of its own. */
test.beforeAll(async () => {
  test.setTimeout(600_000);
  const args = ["--import", "tsx", "bin/drill.ts", ...drills, "--short"];
  const env = { ...process.env, TSX_TSCONFIG_PATH: "tsconfig.worker.json" };
  const drill = promisify(execFile)(process.execPath, args, { env });
  // What a failed drill has printed tells which of the tests fails.
  const { stdout, stderr } = await drill.catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  output = `${stdout}${stderr}`;
});

test("W25: workers killed during a delivery to a failing provider lose nobody and mail nobody twice", () => {
  expect(output).toContain(
    "workers killed 5\nrecipients 2000, lost 0, mailed twice 0, accepted 2000\n",
  );
});

test("W25: two workers, then one, then three have no effect on a delivery but its speed", () => {
  expect(output).toMatch(
    /workers two \d+\/s, then one \d+\/s, then three \d+\/s\nrecipients 3000, lost 0, mailed twice 0, accepted 3000\n/,
  );
});

test("W14: a provider that fails at random in every way ends a delivery as an undisturbed one", () => {
  expect(output).toMatch(
    /all at random: \d+ calls for 1000 recipients in \S+ s, lost 0, mailed twice 0, ending otherwise 0\n/,
  );
});

test("W7: a worker killed during an import leaves exactly the rows of an undisturbed one", () => {
  expect(output).toContain("worker killed 3 times during an import of 20000 rows\n");
  expect(output).toContain("sums that differ from an undisturbed import: 0\n");
});

test("W25: a clock set back by an hour starts no delivery twice and mails and bills nothing twice", () => {
  expect(output.match(/audience 1000, accepted 1000, finished 1 time/g)).toHaveLength(2);
  expect(output).toContain("recipients not mailed exactly once by each of 2 deliveries: 0\n");
  expect(output).toMatch(/the hour again: (\d+) mails, twice 0; 1 plan begun\n/);
});

test("W14: events doubled, shuffled, forged and a day late lead to the same history", () => {
  expect(output).toMatch(/doubled, shuffled and forged, while sending: .* otherwise 0\n/);
  expect(output).toMatch(/a day late and shuffled: .* otherwise 0\n/);
});

test("W25: a database killed under load loses no acknowledged write, and everything runs again within a minute", () => {
  expect(output).toMatch(/database killed 1 of 1, running again: (\w+ \d+\.\d s(, )?){4}\n/);
  expect(output).toMatch(/writes acknowledged [1-9]\d*, lost 0\n/);
});
