import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/program";
import { conclude } from "./source-files";

/** How many requirements ASVS 5.0.0 has at levels 1 and 2. */
const requirementCount = 253;
const states = ["met", "not applicable", "open"] as const;
const summaryPattern = /<!-- summary -->\n[\s\S]*<!-- \/summary -->/;

type Row = { id: string; text: string; state: string; where: string };
type Chapter = { title: string; rows: Row[] };

function parseChapters(page: string): Chapter[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      title: part.slice(0, part.indexOf("\n")),
      rows: part.split("\n").flatMap(parseRow),
    }));
}

function parseRow(line: string): Row[] {
  if (!line.startsWith("|") || /^\| (id|---) \|/.test(line)) return [];
  const [, id = "", text = "", state = "", where = "", ...rest] = line
    .split("|")
    .map((cell) => cell.trim());
  // A row of another shape keeps its line as its number, which is then named as wrong.
  return [rest.length === 1 ? { id, text, state, where } : { id: line, text, state, where }];
}

function problemsOf({ title, rows }: Chapter): string[] {
  const chapter = /^V(\d+) /.exec(title)?.[1];
  return rows.flatMap(({ id, text, state, where }) => {
    const problems: string[] = [];
    if (!/^\d+\.\d+\.\d+$/.test(id) || id.split(".")[0] !== chapter)
      problems.push(`no requirement of ${title}`);
    if (!states.some((name) => name === state)) problems.push(`unknown state "${state}"`);
    if (!text || !where) problems.push("a cell is empty");
    const files = [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
    const present = files.filter((file) => existsSync(join(root, file)));
    if (state === "met" && present.length === 0)
      problems.push("met, but names no file that exists");
    const gone = files.filter((file) => isPath(file) && !present.includes(file));
    for (const file of gone) problems.push(`${file} does not exist`);
    return problems.map((problem) => `${id}: ${problem}`);
  });
}

const isPath = (text: string): boolean => /^[a-z0-9.]+\/.*\.\w+$/i.test(text);

function summaryOf(chapters: Chapter[]): string {
  const lineOf = (title: string, rows: Row[]) => {
    const counts = states.map((name) => rows.filter(({ state }) => state === name).length);
    return `| ${[title, ...counts, rows.length].join(" | ")} |`;
  };
  const all = chapters.flatMap(({ rows }) => rows);
  return [
    "<!-- summary -->",
    `| chapter | ${states.join(" | ")} | all |`,
    "| --- | ---: | ---: | ---: | ---: |",
    ...chapters.map(({ title, rows }) => lineOf(title, rows)),
    lineOf("all", all),
    "<!-- /summary -->",
  ].join("\n");
}

const file = join(root, "docs/asvs.md");
const page = readFileSync(file, "utf8");
const chapters = parseChapters(page);
const ids = chapters.flatMap(({ rows }) => rows.map(({ id }) => id));
const problems = chapters.flatMap(problemsOf);
if (ids.length !== requirementCount)
  problems.push(`${ids.length} requirements instead of ${requirementCount}`);
for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at)))
  problems.push(`${id} is there twice`);

const summary = summaryOf(chapters);
if (process.argv.includes("--write"))
  writeFileSync(
    file,
    page.replace(summaryPattern, () => summary),
  );
else if (summaryPattern.exec(page)?.[0] !== summary)
  problems.push("the summary is not that of the rows: run with --write");
conclude(problems);
