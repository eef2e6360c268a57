import { createHash } from "node:crypto";
import { Transform } from "node:stream";
import type { Tally } from "./schema";

const lanes = 8;
const newline = 10;
const tab = 9;
const blockBytes = 64 * 1024;

/**
 * Counts items and adds up their SHA-256 hashes lane by lane, so that the sum tells equal sets apart from
 * different ones whatever order they come in.
 */
class Sum {
  rows = 0;
  private readonly lanes = new Uint32Array(lanes);

  add(digest: Buffer): void {
    this.rows += 1;
    for (let lane = 0; lane < lanes; lane += 1) {
      this.lanes[lane] = (this.lanes[lane] ?? 0) + digest.readUInt32LE(lane * 4);
    }
  }

  tally(): Tally {
    const bytes = Buffer.alloc(lanes * 4);
    this.lanes.forEach((value, lane) => {
      bytes.writeUInt32LE(value, lane * 4);
    });
    return { rows: this.rows, hash: bytes.toString("hex") };
  }
}

/** Counts and hashes the items of a table or a set of files, altogether and by tenant. */
export class Ledger {
  private readonly whole = new Sum();
  private readonly parts = new Map<string, Sum>();

  add(item: Uint8Array, tenantId: string): void {
    const digest = createHash("sha256").update(item).digest();
    this.whole.add(digest);
    let part = this.parts.get(tenantId);
    if (!part) {
      part = new Sum();
      this.parts.set(tenantId, part);
    }
    part.add(digest);
  }

  total(): Tally {
    return this.whole.tally();
  }

  tenants(): Record<string, Tally> {
    const sorted = [...this.parts].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([id, sum]) => [id, sum.tally()]));
  }
}

/**
 * Passes lines of COPY's text format through in larger blocks and enters each in the ledger; `keep` leaves out the
 * lines of other tenants. COPY writes a line break inside a value as `\n`, so every line is a row.
 */
export function rowMeter(
  ledger: Ledger,
  tenantIndex: number | null,
  keep?: (tenantId: string) => boolean,
): Transform {
  let rest: Buffer = Buffer.alloc(0);
  let block: Buffer[] = [];
  let size = 0;
  const take = (line: Buffer) => {
    const tenantId = tenantIndex === null ? "" : tenantOf(line, tenantIndex);
    if (keep && !keep(tenantId)) return;
    ledger.add(line, tenantId);
    block.push(line);
    size += line.length;
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let start = 0;
      for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
        take(data.subarray(start, end + 1));
        start = end + 1;
      }
      rest = data.subarray(start);
      if (size >= blockBytes) {
        this.push(Buffer.concat(block));
        block = [];
        size = 0;
      }
      done();
    },
    flush(done) {
      if (rest.length > 0) return done(new Error("the last row is cut off"));
      if (block.length > 0) this.push(Buffer.concat(block));
      done();
    },
  });
}

/** The value of the tenant's column, or empty for a row of no tenant. */
function tenantOf(line: Buffer, index: number): string {
  let start = 0;
  for (let column = 0; column < index; column += 1) start = line.indexOf(tab, start) + 1;
  let end = line.indexOf(tab, start);
  if (end < 0) end = line.length - 1;
  const value = line.toString("latin1", start, end);
  return value === "\\N" ? "" : value;
}

type Section = { schema: string; name: string; rows: AsyncIterable<Buffer> };

const header = /^COPY "?(\w+)"?\."?(\w+)"? \(.*\) FROM stdin;\n$/;
const endOfRows = "\\.\n";

/**
 * The tables in the plain output of `pg_dump --data-only`, one after another; the rows of one have to be read before
 * the next is asked for. They are lines of COPY's text format, as the server itself writes them.
 */
export async function* dumpSections(output: AsyncIterable<Buffer>): AsyncGenerator<Section> {
  const lines = linesOf(output);
  for await (const line of { [Symbol.asyncIterator]: () => lines }) {
    const match = line[0] === 0x43 ? header.exec(line.toString()) : null;
    if (!match) continue;
    yield { schema: match[1] ?? "", name: match[2] ?? "", rows: sectionRows(lines) };
  }
}

async function* sectionRows(lines: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (next.value.length === endOfRows.length && next.value.toString() === endOfRows) return;
    yield next.value;
  }
  throw new Error("the dump ends within a table");
}

async function* linesOf(output: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline, start)) {
      yield data.subarray(start, end + 1);
      start = end + 1;
    }
    rest = data.subarray(start);
  }
}

/** What two tallies by name differ in, as `name: n rows, not m`; empty when nothing. */
export function differences(
  expected: Record<string, Tally>,
  found: Record<string, Tally>,
): string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    const [want, got] = [expected[name], found[name]];
    if (want?.rows !== got?.rows)
      return [`${name}: ${got?.rows ?? 0} rows, not ${want?.rows ?? 0}`];
    return want?.hash === got?.hash ? [] : [`${name}: other content`];
  });
}
