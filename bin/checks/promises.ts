import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

type Row = { number: string; promise: string; isBuilt: boolean };

/** The rows of docs/promises.md: number, the promise in words, built or planned. */
function readRows(): Row[] {
  const lines = readFileSync("docs/promises.md", "utf8").split("\n");
  return lines.flatMap((line) => {
    const match = line.match(/^\| (W\d+)\s+\| (.+?)\s+\| .+ \| (built|planned)\s+\|$/);
    return match?.[1] && match[2]
      ? [{ number: match[1], promise: match[2], isBuilt: match[3] === "built" }]
      : [];
  });
}

/** Test titles by the promise they start with. */
function readProofs(): Map<string, string[]> {
  const proofs = new Map<string, string[]>();
  for (const folder of ["db", "lib", "e2e", "bin", "app", "components"]) {
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!/\.(test|spec)\.tsx?$/.test(file)) continue;
      const source = readFileSync(path.join(folder, file), "utf8");
      for (const [, number = "", title = ""] of source.matchAll(
        /\(\s*["'`](W\d+): ([^"`]+)["'`]/g,
      )) {
        proofs.set(number, [...(proofs.get(number) ?? []), `${path.join(folder, file)}: ${title}`]);
      }
    }
  }
  return proofs;
}

const rows = readRows();
const proofs = readProofs();
let missing = 0;
for (const { number, promise, isBuilt } of rows) {
  const tests = proofs.get(number) ?? [];
  const isMissing = isBuilt && tests.length === 0;
  if (isMissing) missing += 1;
  process.stdout.write(`${number} ${isBuilt ? "built" : "planned"} ${promise}\n`);
  for (const test of tests) process.stdout.write(`    ${test}\n`);
  if (isMissing) process.stdout.write("    no test carries this number\n");
}
process.stdout.write(`${rows.length} promises, ${missing} built without a test\n`);
if (missing > 0 || rows.length !== 36) process.exitCode = 1;
