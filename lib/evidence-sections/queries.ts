import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { readTransaction } from "@/db/transaction";
import { listAllApprovals } from "@/lib/approvals/queries";
import { readAnchors, readChain, readHead } from "@/lib/audit-chain/queries";
import type { TenantContext } from "@/lib/auth/context";
import { listBackups, listDrills } from "@/lib/backups/queries";
import { listAllAcceptances, listAllSignIns, listPermitted } from "@/lib/evidence-people/queries";
import { getTenantIncident, listIncidents } from "@/lib/incident-reports/queries";
import { getIsolationProbe, listIsolationProbes } from "@/lib/isolation/queries";
import { listToldNotices } from "@/lib/notices/queries";
import { csvOf, type EvidenceFile, jsonListOf, jsonText, pagesOf } from "./rules";

export type EvidenceSection = {
  name: string;
  files: (scope: TenantContext) => AsyncIterable<EvidenceFile>;
};

/** What an evidence pack holds, in its order: to add evidence, add an entry. */
export const evidenceSections: readonly EvidenceSection[] = [
  { name: "readme", files: readmeFiles },
  { name: "users", files: userFiles },
  { name: "audit", files: auditFiles },
  { name: "approvals", files: approvalFiles },
  { name: "sign-ins", files: signInFiles },
  { name: "terms", files: termsFiles },
  { name: "notices", files: noticeFiles },
  { name: "incidents", files: incidentFiles },
  { name: "backups", files: backupFiles },
  { name: "isolation", files: isolationFiles },
];

const contentFile = (...names: string[]): Promise<string> =>
  readFile(path.join(/* turbopackIgnore: true */ process.cwd(), "content", ...names), "utf8");

async function* readmeFiles(): AsyncGenerator<EvidenceFile> {
  for (const language of ["ja", "en"]) {
    const name = `README.${language}.md`;
    yield { path: name, content: [await contentFile("evidence", name)] };
  }
}

async function* userFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const people = () =>
    pagesOf<Awaited<ReturnType<typeof listPermitted>>[number]>((last, size) =>
      listPermitted(scope, last?.email ?? null, size),
    );
  const userColumns = [
    "id",
    "email",
    "name",
    "role",
    "roleName",
    "state",
    "granted",
    "denied",
    "tagScope",
    "createdAt",
    "lastSignInAt",
  ] as const;
  yield { path: "users/users.csv", content: csvOf(userColumns, people()) };
  yield { path: "users/permissions.csv", content: permissionCsv(people()) };
  yield { path: "users/users.json", content: jsonListOf(people()) };
}

type People = AsyncIterable<Awaited<ReturnType<typeof listPermitted>>>;

function permissionCsv(people: People) {
  async function* rows() {
    for await (const page of people)
      yield page.flatMap(({ id: userId, email, name, permissions }) =>
        permissions.map((permission) => ({ userId, email, name, ...permission })),
      );
  }
  return csvOf(
    [
      "userId",
      "email",
      "name",
      "permission",
      "nameJa",
      "nameEn",
      "isAllowed",
      "reason",
      "reasonJa",
      "reasonEn",
    ],
    rows(),
  );
}

async function* auditFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  // Anchors before the head: none of them can be younger than it.
  const { anchors, head } = await readTransaction(scope, async (tx) => ({
    anchors: await readAnchors(tx, scope.tenantId),
    head: await readHead(tx, scope.tenantId),
  }));
  yield { path: "audit/audit.jsonl", content: chainLines(scope, head.startSeq, head.seq) };
  yield { path: "audit/anchors.json", content: [`${jsonText(anchors)}\n`] };
  const verifier = await contentFile("verifier", "verify-audit.mjs");
  yield { path: "audit/verify-audit.mjs", content: [verifier] };
}

/** Throws where entries were pruned while they were read: the pack is then made again. */
async function* chainLines(scope: TenantContext, start: number, end: number) {
  for (let place = start; place < end; ) {
    const page = await readTransaction(scope, (tx) => readChain(tx, scope.tenantId, place));
    const rows = page.filter(({ seq }) => (seq ?? 0) <= end);
    if (rows[0]?.seq !== place + 1) throw new Error(`audit entry ${place + 1} is not there`);
    yield rows.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    place = rows.at(-1)?.seq ?? end;
  }
}

async function* approvalFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const pages = pagesOf<Awaited<ReturnType<typeof listAllApprovals>>[number]>((last, size) =>
    listAllApprovals(scope, last, size),
  );
  const asked = ["requestedAt", "requestedBy", "requestedByName", "note", "authorId"] as const;
  const planned = ["startsAt", "bestHoursUntil", "recipients", "fingerprint"] as const;
  const answer = ["decidedAt", "decidedBy", "decidedByName", "isSole", "reason"] as const;
  const subject = ["id", "deliveryId", "deliveryName", "state"] as const;
  const columns = [...subject, ...asked, ...planned, ...answer, "endedAt"] as const;
  yield { path: "approvals/approvals.csv", content: csvOf(columns, pages) };
}

async function* signInFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const pages = pagesOf<Awaited<ReturnType<typeof listAllSignIns>>[number]>((last, size) =>
    listAllSignIns(scope, last, size),
  );
  const who = ["userId", "email", "name"] as const;
  const columns = ["at", ...who, "outcome", "factor", "reason", "ip", "userAgent"] as const;
  yield { path: "sign-ins/sign-ins.csv", content: csvOf(columns, pages) };
}

async function* termsFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const pages = pagesOf<Awaited<ReturnType<typeof listAllAcceptances>>[number]>((last, size) =>
    listAllAcceptances(scope, last, size),
  );
  const columns = ["acceptedAt", "version", "userId", "email", "name", "ip"] as const;
  yield { path: "terms/acceptances.csv", content: csvOf(columns, pages) };
}

async function* noticeFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const what = ["noticeId", "part", "kind", "titleJa", "titleEn", "effectiveAt"] as const;
  const columns = [...what, "channel", "target", "state", "toldAt"] as const;
  yield { path: "notices/told.csv", content: csvOf(columns, [await listToldNotices(scope)]) };
}

async function* incidentFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const found = await listIncidents(scope);
  const times = ["detectedAt", "notifiedAt", "toldByMailAt", "toldOnScreenAt", "closedAt"] as const;
  const columns = ["id", "title", "source", "isOwnReport", ...times] as const;
  yield { path: "incidents/incidents.csv", content: csvOf(columns, [found]) };
  async function* details() {
    for (const { id } of found) yield [await getTenantIncident(scope, id)];
  }
  yield { path: "incidents/incidents.json", content: jsonListOf(details()) };
}

async function* backupFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  const copies = ["name", "state", "startedAt", "verifiedAt", "deletedAt"] as const;
  yield { path: "backups/backups.csv", content: csvOf(copies, [await listBackups(scope)]) };
  const drills = ["generation", "state", "startedAt", "finishedAt", "durationMs"] as const;
  yield { path: "backups/drills.csv", content: csvOf(drills, [await listDrills(scope)]) };
}

async function* isolationFiles(scope: TenantContext): AsyncGenerator<EvidenceFile> {
  async function* probes() {
    for (let after: string | null | undefined; after !== null; ) {
      const page: Awaited<ReturnType<typeof listIsolationProbes>> = await listIsolationProbes(
        scope,
        { after, size: 1_000 },
      );
      yield page.probes;
      after = page.after;
    }
  }
  const columns = ["id", "at", "startedBy", "isSuccessful", "attempts", "durationMs"] as const;
  yield { path: "isolation/probes.csv", content: csvOf(columns, probes()) };
  const [newest] = (await listIsolationProbes(scope, { size: 1 })).probes;
  const details = newest ? [[await getIsolationProbe(scope, newest.id)]] : [];
  yield { path: "isolation/newest-probe.json", content: jsonListOf(details) };
}
