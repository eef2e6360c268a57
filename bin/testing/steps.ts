import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { nextBinary, root } from "../local/program";
import { type Counts, playwrightCounts, vitestCounts } from "./counts";

export type Part = "static" | "unit" | "e2e";

/** One command of the test run; without a report its exit code is its one result. */
export type Step = {
  name: string;
  part: Part;
  args: string[];
  env?: Record<string, string>;
  report?: { file: string; read: (file: string) => Counts | undefined };
  /** Without this one there is no use in going on. */
  isNeededByNext?: boolean;
};

const vitestReport = join(root, "test-results", "vitest.json");
const playwrightReport = join(root, "test-results", "playwright.json");
const checks = ["domain-files", "authorize-first", "messages", "promises", "asvs"];

export function allSteps(): Step[] {
  return [...staticSteps(), ...checkSteps(), unitStep(), buildStep(), journeyStep()];
}

function staticSteps(): Step[] {
  const folders = ["app", "bench", "bin", "components", "content", "db", "e2e", "lib"];
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  const readsJsx = `--require ${JSON.stringify(join(root, "bin/checks/swc-jsx.cjs"))}`;
  return [
    {
      name: "lint and format",
      part: "static",
      args: [tool("biome"), "check", "--error-on-warnings"],
    },
    { name: "route types", part: "static", args: [nextBinary, "typegen"] },
    { name: "types", part: "static", args: [tool("tsc"), "--noEmit"] },
    {
      name: "import directions",
      part: "static",
      args: [tool("depcruise"), "--config", ".dependency-cruiser.cjs", ...present],
      env: { NODE_OPTIONS: readsJsx },
    },
    {
      name: "dead code",
      part: "static",
      args: [tool("knip"), "--no-progress", "--no-config-hints"],
    },
  ];
}

function checkSteps(): Step[] {
  return checks.map((check) => ({
    name: check,
    part: "static",
    args: script(`bin/checks/${check}.ts`),
  }));
}

function unitStep(): Step {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`];
  return {
    name: "unit and database tests",
    part: "unit",
    args: [tool("vitest"), "run", ...reporters],
    report: { file: vitestReport, read: vitestCounts },
  };
}

function buildStep(): Step {
  return {
    name: "production build",
    part: "e2e",
    args: script("bin/build.ts"),
    isNeededByNext: true,
  };
}

function journeyStep(): Step {
  return {
    name: "journeys",
    part: "e2e",
    args: [tool("playwright"), "test"],
    report: { file: playwrightReport, read: playwrightCounts },
  };
}

/** The JavaScript file behind an installed command. */
function tool(name: string): string {
  return realpathSync(join(root, "node_modules", ".bin", name));
}

function script(file: string): string[] {
  return ["--import", "tsx", join(root, file)];
}
