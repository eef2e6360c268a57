import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parsePromises } from "@/lib/promises/rules";

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

const rows = parsePromises(readFileSync("docs/promises.md", "utf8"));
const proofs = readProofs();
let missing = 0;
process.stdout.write("| no. | state | promise | what must work |\n| --- | --- | --- | --- |\n");
for (const { number, promise, work, isBuilt } of rows) {
  const tests = proofs.get(number) ?? [];
  const isMissing = isBuilt && tests.length === 0;
  if (isMissing) missing += 1;
  process.stdout.write(`| ${number} | ${isBuilt ? "built" : "planned"} | ${promise} | ${work} |\n`);
  for (const test of tests) process.stdout.write(`    ${test}\n`);
  if (isMissing) process.stdout.write("    no test carries this number\n");
}
const built = rows.filter(({ isBuilt }) => isBuilt).length;
process.stdout.write(
  `${rows.length} promises, ${built} built, ${missing} of those without a test\n`,
);
if (missing > 0 || rows.length !== 36) process.exitCode = 1;
