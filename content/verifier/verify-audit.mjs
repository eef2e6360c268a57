#!/usr/bin/env node
// Verifies an ECAI audit log without trusting ECAI: plain Node (18 or newer), no packages, no network.
//
//   node verify-audit.mjs audit.jsonl
//   node verify-audit.mjs audit.jsonl --anchor 120:9f2c…        the anchor from a daily mail; may be repeated
//   node verify-audit.mjs audit.jsonl --anchors anchors.json    [{ "seq": 120, "hash": "9f2c…" }, …]
//
// Each line of the log is one entry. Its hash is SHA-256 over the entry without `hash`, as canonical JSON
// (RFC 8785; keys in the order of their code points), and `prev` is the hash of the entry before it. Whoever
// changes, removes, inserts or reorders an entry would have to compute every later hash anew, and could not
// change the anchors that were mailed in the meantime.
// Exit status: 0 whole, 1 broken, 2 wrong use.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const genesis = "0".repeat(64);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function stop(status, lines) {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(status);
}

const usage = [
  "usage: node verify-audit.mjs audit.jsonl [--anchor SEQ:HASH]… [--anchors anchors.json]",
];
const broken = (seq, ja, en) => stop(1, [`BROKEN ${seq}`, `壊れています: ${ja}`, `Broken: ${en}`]);

function anchorsOf(option, value = "") {
  if (option === "--anchors")
    return JSON.parse(readFileSync(value, "utf8")).map(({ seq, hash }) => [seq, hash]);
  const match = /^(\d+):([0-9a-f]{64})$/.exec(value);
  return option === "--anchor" && match ? [[Number(match[1]), match[2]]] : stop(2, usage);
}

function readArguments([file, ...options]) {
  if (file === undefined || file.startsWith("--")) stop(2, usage);
  const anchors = new Map();
  for (let index = 0; index < options.length; index += 2)
    for (const [seq, hash] of anchorsOf(options[index], options[index + 1])) anchors.set(seq, hash);
  return { file, anchors };
}

function parse(line, number) {
  try {
    return JSON.parse(line);
  } catch {
    return broken(
      `line ${number}`,
      `${number} 行目が JSON ではありません`,
      `line ${number} is not JSON`,
    );
  }
}

const { file, anchors } = readArguments(process.argv.slice(2));
let first = null;
let last = null;
let chain = null;
let lines = 0;
const met = new Set();

for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
  lines += 1;
  if (line === "") continue;
  const entry = parse(line, lines);
  const { hash, ...content } = entry;
  const seq = entry.seq;
  if (last === null) {
    first = seq;
    chain = entry.chain;
    if (seq === 1 && entry.prev !== genesis)
      broken(seq, "最初の記録の前に別の記録があります", "the first entry follows another one");
    if (anchors.has(seq - 1) && anchors.get(seq - 1) !== entry.prev)
      broken(seq, "アンカーと一致しません", "does not follow the anchor before it");
    if (anchors.has(seq - 1)) met.add(seq - 1);
  } else {
    if (seq !== last.seq + 1)
      broken(last.seq + 1, `${last.seq + 1} 番がありません`, `entry ${last.seq + 1} is missing`);
    if (entry.prev !== last.hash)
      broken(
        seq,
        `${seq} 番が前の記録につながりません`,
        `entry ${seq} does not follow the one before`,
      );
  }
  if (entry.chain !== chain)
    broken(seq, `${seq} 番は別の記録簿のものです`, `entry ${seq} belongs to another log`);
  if (createHash("sha256").update(canonical(content)).digest("hex") !== hash)
    broken(seq, `${seq} 番の内容が変えられています`, `entry ${seq} was changed`);
  if (anchors.has(seq)) {
    if (anchors.get(seq) !== hash)
      broken(seq, `${seq} 番がアンカーと一致しません`, `entry ${seq} differs from the anchor`);
    met.add(seq);
  }
  last = { seq, hash };
}

if (last === null) stop(2, ["記録がありません / the file holds no entry"]);
const lost = [...anchors.keys()].filter((seq) => seq > last.seq);
if (lost.length > 0)
  broken(last.seq + 1, "末尾の記録が失われています", "entries at the end are gone");
const earlier = [...anchors.keys()].filter((seq) => !met.has(seq)).length;
process.stdout.write(`OK ${first}-${last.seq} ${last.hash}\n`);
process.stdout.write(
  `記録 ${first} 番から ${last.seq} 番までは改ざんされていません。照合したアンカー: ${met.size} 件\n`,
);
process.stdout.write(`Entries ${first} to ${last.seq} are whole. Anchors compared: ${met.size}.\n`);
if (first > 1)
  process.stdout.write(
    `${first} 番より前の記録は含まれていません。 / Entries before ${first} are not in this file.\n`,
  );
if (earlier > 0)
  process.stdout.write(
    `${earlier} 件のアンカーは範囲外です。 / ${earlier} anchors lie before this file.\n`,
  );
