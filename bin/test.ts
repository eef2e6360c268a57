import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { root } from "./local/program";
import type { Counts } from "./testing/counts";
import { allSteps, type Step } from "./testing/steps";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const steps = allSteps().filter(({ part }) => !values.only || part === values.only);

function run({ name, args, env, report }: Step): Counts {
  const began = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  if (report) rmSync(report.file, { force: true });
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const counts = countsOf(status === 0, report?.read(report.file));
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stdout.write(`── ${name}: ${counts.failed === 0 ? "passed" : "FAILED"} (${seconds} s)\n`);
  return counts;
}

/** A command that fails while its report knows of no failure has failed once itself. */
function countsOf(isOk: boolean, reported: Counts | undefined): Counts {
  if (!reported) return { passed: isOk ? 1 : 0, failed: isOk ? 0 : 1, skipped: 0 };
  return { ...reported, failed: isOk ? reported.failed : Math.max(1, reported.failed) };
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
for (const step of steps) {
  const counts = run(step);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  if (step.isNeededByNext && counts.failed > 0) break;
}

const hasFailed = total.failed > 0 || total.passed === 0;
if (total.skipped > 0) process.stdout.write(`\nSkipped: ${total.skipped}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = hasFailed ? 1 : 0;
