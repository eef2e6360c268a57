import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Node, type Pattern, parseSync, type Statement } from "@swc/core";
import { root } from "../local/program";
import { conclude, filesBelow } from "./source-files";

/** Changes that leave no trace on purpose, each with its reason. */
const unaudited: Record<string, string> = {
  "lib/api-addresses/mutations.ts removeApiTag": "the change of the address has its entry",
  "lib/api-imports/mutations.ts createApiImport":
    "the upload, the check and the start it asks for have their entries",
  "lib/approvals/mutations.ts startApproved": "the entry is written by handOver in lib/scheduling",
  "lib/audit-chain/mutations.ts anchorChain":
    "an entry for each anchor would lengthen the chain that was just anchored, every day anew",
  "lib/audit-chain/mutations.ts checkOwnChain": "the check that was asked for has its entry",
  "lib/audit-chain/mutations.ts mailAnchor": "tells what the anchor's own row keeps",
  "lib/audit-chain/mutations.ts pruneOwnChain": "the chain's own beginning tells what was pruned",
  "lib/delivery-tallies/mutations.ts tallyDelivery":
    "counts what is there and changes nothing of it",
  "lib/email-changes/mutations.ts sendEmailChangeLink": "mails what the request's own entry tells",
  "lib/endings/mutations.ts confirmCancellation": "a mail about what has been recorded",
  "lib/evidence-packing/mutations.ts packEvidence": "asked for and downloaded with an entry each",
  "lib/evidence/mutations.ts buildPack": "asked for and downloaded with an entry each",
  "lib/evidence/mutations.ts prunePacks": "removes copies of what is kept elsewhere",
  "lib/full-exports/mutations.ts pruneExports": "removes copies of what is kept elsewhere",
  "lib/full-exports/mutations.ts writeFullExport": "asked for and downloaded with an entry each",
  "lib/idempotency-keys/mutations.ts claimKey": "a mark of a call, whose acts have their entries",
  "lib/idempotency-keys/mutations.ts keepAnswer": "a mark of a call, whose acts have their entries",
  "lib/idempotency-keys/mutations.ts releaseKey": "a mark of a call, whose acts have their entries",
  "lib/import-parts/mutations.ts applyPart":
    "one part of an import, whose start and end are written by lib/imports and lib/importing",
  "lib/import-mappings/mutations.ts rememberMapping":
    "a part of the start of an import, whose entry holds the columns",
  "lib/import-restores/mutations.ts removeAdded":
    "a step of an undo, whose start and end are written by lib/import-undos",
  "lib/import-restores/mutations.ts restoreChanged":
    "a step of an undo, whose start and end are written by lib/import-undos",
  "lib/import-undos/mutations.ts pruneChanges": "forgets earlier values that nobody can ask for",
  "lib/import-writes/mutations.ts writePlan":
    "one part of an import, whose start and end are written by lib/imports and lib/importing",
  "lib/networks/mutations.ts sendNetworkRecovery": "mails what the request's own entry tells",
  "lib/notices/mutations.ts markNoticeRead":
    "a reading mark of one's own, not a change of anything shared",
  "lib/operators/mutations.ts signOutOperator": "the session's own row keeps when it ended",
  "lib/payers/mutations.ts followEnding": "carries out an ending that has been recorded",
  "lib/quotas/mutations.ts measureUsage": "counts what is there and changes nothing of it",
  "lib/quotas/mutations.ts takeAllowance": "a counter of the hour, taken with every call",
  "lib/quotas/mutations.ts giveBackAllowance": "a counter of the hour, taken with every call",
  "lib/sign-in/mutations.ts closeSession": "the entry is written by endSession in lib/auth",
  "lib/sign-in/mutations.ts acceptTerms": "the entry is written by recordAcceptance in lib/terms",
  "lib/sending/mutations.ts settleCancelled": "a step of a cancellation that has been recorded",
  "lib/signup-requests/mutations.ts requestSignup":
    "nothing of it is in the address book before it is confirmed, which has its entry",
  "lib/signup-requests/mutations.ts sendSignupConfirmation": "mails what the request's row keeps",
  "lib/utilities/mutations.ts pruneUtilities": "removes what can no longer be taken back",
  "lib/utility-undoing/mutations.ts takeBackUtility": "asked for with an entry",
};

type Context = "tenant" | "operator" | undefined;
type Found = { name: string; isExported: boolean; context: Context; body: Statement[] };

function functionsIn(source: string): Found[] {
  const program = parseSync(source, { syntax: "typescript", target: "es2022" });
  return program.body.flatMap((item) => {
    const isExported = item.type === "ExportDeclaration";
    const declaration = isExported ? item.declaration : item;
    if (declaration.type === "FunctionDeclaration") {
      const [first] = declaration.params;
      return [
        {
          name: declaration.identifier.value,
          isExported,
          context: contextOf(first?.pat),
          body: declaration.body?.stmts ?? [],
        },
      ];
    }
    if (declaration.type !== "VariableDeclaration") return [];
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== "Identifier" || init?.type !== "ArrowFunctionExpression") return [];
      const body: Statement[] =
        init.body.type === "BlockStatement"
          ? init.body.stmts
          : [{ type: "ExpressionStatement", expression: init.body, span: init.span }];
      return [{ name: id.value, isExported, context: contextOf(init.params[0]), body }];
    });
  });
}

function contextOf(pattern: Pattern | undefined): Context {
  if (pattern?.type !== "Identifier") return undefined;
  const types = identifiersIn(pattern);
  if (types.has("TenantContext") || (pattern.value === "ctx" && !types.has("OperatorContext")))
    return "tenant";
  return types.has("OperatorContext") ? "operator" : undefined;
}

function beginsWithAuthorize({ body: [first] }: Found): boolean {
  if (first?.type !== "ExpressionStatement" || first.expression.type !== "CallExpression")
    return false;
  const { callee, arguments: given } = first.expression;
  const subject = given[0]?.expression;
  return (
    callee.type === "Identifier" &&
    callee.value === "authorize" &&
    subject?.type === "Identifier" &&
    subject.value === "ctx"
  );
}

/** Whether it, or a function of the same file that it uses, writes an audit entry. */
function records(found: Found, all: Found[], seen = new Set<string>()): boolean {
  if (seen.has(found.name)) return false;
  seen.add(found.name);
  const used = identifiersIn(found.body);
  if (used.has("recordAudit") || used.has("recordOperatorAudit")) return true;
  return all.some((other) => used.has(other.name) && records(other, all, seen));
}

function identifiersIn(value: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const entry of value) identifiersIn(entry, into);
  else if (typeof value === "object" && value !== null) {
    const node = value as Node & { value?: unknown };
    if (node.type === "Identifier" && typeof node.value === "string") into.add(node.value);
    for (const entry of Object.values(value)) identifiersIn(entry, into);
  }
  return into;
}

function check(path: string): string[] {
  const all = functionsIn(readFileSync(join(root, path), "utf8"));
  const exported = all.filter(({ isExported }) => isExported);
  const unguarded = exported
    .filter((found) => found.context === "tenant" && !beginsWithAuthorize(found))
    .map(({ name }) => `${path} ${name}: does not begin with authorize(ctx, …)`);
  if (!path.endsWith("/mutations.ts")) return unguarded;
  const silent = exported
    .filter(({ context }) => context !== undefined)
    .filter((found) => !unaudited[`${path} ${found.name}`] && !records(found, all))
    .map(({ name }) => `${path} ${name}: does not record an audit entry`);
  return [...unguarded, ...silent];
}

const paths = filesBelow("lib").filter((path) =>
  /^lib\/[^/]+\/(queries|mutations)\.ts$/.test(path),
);
conclude(paths.filter((path) => !path.startsWith("lib/auth/")).flatMap(check));
