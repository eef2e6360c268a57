import { ensureBuild } from "./local/build";

try {
  await ensureBuild((line) => process.stdout.write(`${line}\n`), new AbortController().signal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
