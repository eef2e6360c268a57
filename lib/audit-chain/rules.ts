import { createHash } from "node:crypto";

/** One entry as an export holds it: a line of JSON, in this order of fields. */
export type ChainEntry = {
  v: 1;
  /** The tenant's id, or `operator`. */
  chain: string;
  seq: number | null;
  prev: string | null;
  id: string;
  /** To the microsecond, with +09:00. */
  at: string;
  actorType: string;
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string | null;
  targetId: string | null;
  details: Record<string, unknown>;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  hash: string | null;
};

export type Link = { seq: number; hash: string };
export type Anchor = Link & { day: string };

export const problems = [
  "missing",
  "unlinked",
  "changed",
  "anchor",
  "truncated",
  "unsealed",
  "start",
] as const;
export type Problem = (typeof problems)[number];
/** The first entry at which a chain is broken, and how. */
export type Broken = { seq: number; problem: Problem };

const byCodePoint = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** JSON in one spelling (RFC 8785, with keys in the order of their code points). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}

/** SHA-256, in hexadecimal, of everything in the entry but its hash. */
export function hashOf({ hash: _, ...content }: ChainEntry): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

/** Follows a chain entry by entry and tells where it first breaks. */
export class ChainCheck {
  private readonly anchors: Map<number, string>;

  constructor(
    private last: Link,
    anchors: readonly Link[],
  ) {
    this.anchors = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
  }

  get reached(): Link {
    return this.last;
  }

  /** The problem with the next entry, or null when it follows on. */
  next(entry: ChainEntry): Broken | null {
    const seq = this.last.seq + 1;
    if (entry.seq !== seq) return { seq, problem: "missing" };
    if (entry.prev !== this.last.hash) return { seq, problem: "unlinked" };
    const hash = hashOf(entry);
    if (entry.hash !== hash) return { seq, problem: "changed" };
    const anchored = this.anchors.get(seq);
    if (anchored !== undefined && anchored !== hash) return { seq, problem: "anchor" };
    this.last = { seq, hash };
    return null;
  }

  /** The problem with where the chain ends: entries that the head or an anchor knows are gone. */
  end(head: Link): Broken | null {
    const known = Math.max(head.seq, ...this.anchors.keys());
    const isHead = head.seq === this.last.seq && head.hash === this.last.hash;
    if (isHead && known === this.last.seq) return null;
    return { seq: this.last.seq + 1, problem: "truncated" };
  }
}

/** Never less than this is kept: a beginning that claims to be pruned earlier is a forgery. */
const youngestPruneMs = 365 * 86_400_000;

/** Whether a chain may begin after `start`: at nothing, or at an anchor old enough to be pruned. */
export function isLawfulStart(start: Link, anchors: readonly (Link & { at: Date })[], now: Date) {
  if (start.seq === 0) return start.hash === "0".repeat(64);
  return anchors.some(
    ({ seq, hash, at }) =>
      seq === start.seq && hash === start.hash && now.getTime() - at.getTime() >= youngestPruneMs,
  );
}

/** The anchor as mails and the verifier's command line write it. */
export const anchorText = ({ seq, hash }: Link): string => `${seq}:${hash}`;
