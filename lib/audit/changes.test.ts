import { readFileSync } from "node:fs";
import { parseSync } from "@swc/core";
import { expect, it } from "vitest";
import { filesBelow } from "@/bin/checks/source-files";

/** Entries whose change has no value that may or need be kept, each with its reason. */
const withoutValues: Record<string, string> = {
  "factor.passkey_started": "begins what factor.passkey_added tells",
  "sign_on.test_started": "begins what sign_on.tested tells",
  "support.file_opened": "a look, not a change",
  "session.created": "a session has no content; the entry says how and from where",
  "session.ended": "the session that ended is the entry's target",
  "session.revoked": "the session or user is the entry's target",
  "password.changed": "a password is never written down",
  "factor.totp_added": "a secret is never written down",
  "factor.totp_removed": "a secret is never written down",
  "factor.passkey_added": "the passkey's name and id are in the details",
  "factor.passkey_removed": "the passkey's name and id are in the details",
  "import.uploaded": "the file's name, size and encoding are in the details",
  "support.file_uploaded": "the file's name, size and kind are in the details",
  "billing.portal_opened": "opens a page of the payment provider, and changes nothing here",
  "utility.started": "the run's choices and count are in the details, its rows keep what they were",
  "user.provisioned": "the new user's e-mail, role and state are in the details",
};

const created = /\.(?:\w+_)?(?:created|added|invited|opened|asked|blocked|uploaded|provisioned)$/;
const removed = /\.(?:\w+_)?(?:deleted|removed|revoked|released|unblocked|ended)$/;
const changed =
  /\.(?:\w+_)?(?:updated|changed|saved|renamed|merged|started|cancelled|withdrawn|paused|resumed|failed|finished|closed|reopened|reread|scheduled|unscheduled|published|registered)$/;

type Entry = { file: string; action: string; keys: string[] | null };
type Tree = { type?: string; [name: string]: unknown };

/** Every entry that names its action, with the names of its details; null where they come from elsewhere. */
function entriesOf(file: string): Entry[] {
  const found: Entry[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const tree = node as Tree;
    const entry = tree.type === "ObjectExpression" ? entryOf(tree) : null;
    if (entry) found.push({ file, ...entry });
    Object.values(tree).forEach(visit);
  };
  visit(parseSync(readFileSync(file, "utf8"), { syntax: "typescript", target: "es2022" }).body);
  return found;
}

const nameOf = (property: Tree): unknown =>
  property.type === "Identifier" ? property.value : (property.key as Tree | undefined)?.value;

function entryOf(object: Tree): Omit<Entry, "file"> | null {
  const properties = object.properties as Tree[];
  const valueAt = (name: string) =>
    properties.find((property) => nameOf(property) === name)?.value as Tree | undefined;
  const action = valueAt("action");
  if (action?.type !== "StringLiteral" || !valueAt("targetType")) return null;
  const isGiven = properties.some((property) => nameOf(property) === "details");
  const details = valueAt("details");
  const keys =
    details?.type === "ObjectExpression"
      ? (details.properties as Tree[]).map((property) => String(nameOf(property)))
      : [];
  return { action: String(action.value), keys: isGiven && !keys.length ? null : keys };
}

function missing({ action, keys }: Entry): string[] {
  if (keys === null || action in withoutValues) return [];
  const wanted = changed.test(action)
    ? ["before", "after"]
    : [...(created.test(action) ? ["after"] : []), ...(removed.test(action) ? ["before"] : [])];
  return wanted.filter((name) => !keys.includes(name));
}

it("W17: each entry about a change says what was and what is", () => {
  const files = filesBelow("lib").filter((file) =>
    /^lib\/[^/]+\/(?!.*\.test\.)[\w-]+\.ts$/.test(file),
  );
  const entries = files
    .filter((file) => /record(Operator)?Audit\(/.test(readFileSync(file, "utf8")))
    .flatMap(entriesOf);
  expect(entries.length).toBeGreaterThan(60);
  const silent = entries.flatMap((entry) =>
    missing(entry).map((name) => `${entry.file} ${entry.action}: no ${name}`),
  );
  expect(silent).toEqual([]);
});
