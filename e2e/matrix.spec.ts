import type { Tenant } from "./accounts";
import { expect, type Service, test } from "./fixtures";
import { type Answer, type Caller, callAction, callAddress, createCallers } from "./matrix-callers";
import {
  builtActions,
  builtAddresses,
  isOperatorAddress,
  pageOf,
  readDemands,
} from "./matrix-entries";
import {
  createExamples,
  type Examples,
  fingerprint,
  makeEvidencePack,
  makeFullExport,
  sendSupportFile,
} from "./matrix-examples";

const demands = readDemands();
const actions = builtActions();
const { pages, routes } = builtAddresses();
/** No schema accepts it: whoever is let in is told so, and nothing is done. */
const unacceptable = "matrix";

/** Every page and route with what is asked of it. */
const calls = [
  ...Object.entries(demands.pages).map(([page, demand]) => ({ entry: `GET ${page}`, demand })),
  ...Object.entries(demands.routes).map(([route, demand]) => ({ entry: route, demand })),
].map(({ entry, demand }) => {
  const [method = "", address = ""] = entry.split(" ");
  return { entry, method, address, demand };
});

type Expected = Answer | "any answer";
type Row = { entry: string; caller: Caller["name"]; expected: Expected; answer: Answer };

/** What the permission file says for a caller on the surface that the entry belongs to. */
function expectedFor(caller: Caller, demand: string, isOwnRow = false): Expected {
  if (demand.startsWith("anybody") || demand === "signature") return "any answer";
  if (demand === "operator") return caller.name === "operator" ? "let in" : "sign in";
  if (demand === "directory token" || demand === "API token" || !caller.permissions)
    return "sign in";
  if (isOwnRow && caller.name === "another tenant's master") return "refused";
  if (demand === "signed in") return "let in";
  const isHeld = demand.split(" ").every((name) => caller.permissions?.includes(name));
  return isHeld ? "let in" : "refused";
}

async function inParallel<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const run = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 8 }, run));
}

const unequal = (rows: Row[]) =>
  rows
    .filter(({ expected, answer }) =>
      expected === "any answer" ? answer.startsWith("failed") : expected !== answer,
    )
    .map(({ entry, caller, expected, answer }) => `${entry}, ${caller}: ${answer}, not ${expected}`)
    .sort();

/** Both processes answer these. */
const isShared = (address: string) => /^\/(healthz|readyz|api\/auth)/.test(address);

test("W21: the build has exactly the actions, pages and routes that the permission file names", () => {
  const addressOf = (route: string) => route.slice(route.indexOf(" ") + 1);
  expect(actions.map(({ name }) => name).sort()).toEqual(Object.keys(demands.actions).sort());
  expect(pages.toSorted()).toEqual(Object.keys(demands.pages).sort());
  const declared = new Set(Object.keys(demands.routes).map(addressOf));
  expect(routes.toSorted()).toEqual([...declared].sort());
});

/** The address of the tenant's own row for each address with a place in it. */
const examplesOf = (
  made: Examples & { supportFiles: string; packs: string; fullExports: string },
) => ({
  "/api/auth/[...nextauth]": "/api/auth/session",
  "/addresses/[id]": `/addresses/${made.addresses}`,
  "/addresses/[id]/edit": `/addresses/${made.addresses}/edit`,
  "/billing/invoices/[id]": `/billing/invoices/${made.invoices}`,
  "/deliveries/[id]": `/deliveries/${made.deliveries}`,
  "/deliveries/[id]/edit": `/deliveries/${made.deliveries}/edit`,
  "/deliveries/[id]/approval": `/deliveries/${made.deliveries}/approval`,
  "/deliveries/[id]/recipients": `/deliveries/${made.deliveries}/recipients`,
  "/deliveries/[id]/recipients/[address]": `/deliveries/${made.deliveries}/recipients/${made.addresses}`,
  "/deliveries/[id]/recipients/export": `/deliveries/${made.deliveries}/recipients/export`,
  "/deliveries/[id]/tables/export": `/deliveries/${made.deliveries}/tables/export`,
  "/evidence/[id]/download": `/evidence/${made.packs}/download`,
  "/groups/[id]": `/groups/${made.groups}`,
  "/signup-forms/[id]": `/signup-forms/${made.signupForms}`,
  "/f/[id]": `/f/${made.signupForms}`,
  "/f/[id]/embed": `/f/${made.signupForms}/embed`,
  "/imports/[id]": `/imports/${made.imports}`,
  "/imports/[id]/errors": `/imports/${made.imports}/errors`,
  "/incidents/[id]": `/incidents/${made.incidents}`,
  "/notices/[id]": `/notices/${made.notices}`,
  "/roles/[id]": `/roles/${made.roles}`,
  "/support/[id]": `/support/${made.support}`,
  "/support/files/[id]": `/support/files/${made.supportFiles}`,
  "/users/[id]": `/users/${made.users}`,
  "/utilities/[id]/download": `/utilities/${made.fullExports}/download`,
  "/operator/incidents/[id]": `/operator/incidents/${made.incidents}`,
  "/operator/incidents/[id]/document": `/operator/incidents/${made.incidents}/document`,
  "/operator/notices/[id]": `/operator/notices/${made.notices}`,
  "/operator/notices/[id]/edit": `/operator/notices/${made.draftNotices}/edit`,
  "/operator/support/[tenantId]/[id]": `/operator/support/${made.tenants}/${made.support}`,
  "/operator/support/[tenantId]/files/[id]": `/operator/support/${made.tenants}/files/${made.supportFiles}`,
  "/operator/tenants/[id]": `/operator/tenants/${made.tenants}`,
  "/operator/tenants/[id]/monitoring-report": `/operator/tenants/${made.tenants}/monitoring-report`,
});

async function scene(service: Service, tenant: Tenant) {
  const callers = await createCallers(service, tenant);
  const master = callers.find(({ name }) => name === "master");
  if (!master) throw new Error("no master");
  return { callers, master, made: await createExamples(service, tenant, master.userId ?? "") };
}

/** Whoever has called these is nobody afterwards: they come last. */
const endsSessions = (route: string) => route.endsWith("/sign-out");

const urlOf = (service: Service, address: string) =>
  isOperatorAddress(address) ? service.operatorUrl : service.url;

test("W21: every page and route answers each of six people as the permission file says", async ({
  service,
  tenant,
}) => {
  const { callers, master, made } = await scene(service, tenant);
  const examples: Record<string, string> = examplesOf({
    ...made,
    supportFiles: await sendSupportFile(service, tenant, { master, requestId: made.support }),
    packs: await makeEvidencePack(service, tenant, { master, actions }),
    fullExports: await makeFullExport(service, tenant, { master, actions }),
  });
  const rows: Row[] = [];
  const callAll = (chosen: typeof calls) =>
    inParallel(
      chosen.flatMap((call) => callers.map((caller) => ({ ...call, caller }))),
      async ({ entry, method, address, demand, caller }) => {
        const example = examples[address] ?? address.replace(/\[[^\]]+\]/g, "none");
        const url = `${urlOf(service, address)}${example}`;
        const answer = await callAddress(url, caller, { method });
        const expected = expectedFor(caller, demand, address in examples);
        rows.push({ entry, caller: caller.name, expected, answer });
      },
    );
  await callAll(calls.filter(({ entry }) => !endsSessions(entry)));
  await callAll(calls.filter(({ entry }) => endsSessions(entry)));
  expect(rows.length).toBe(calls.length * callers.length);
  expect(unequal(rows)).toEqual([]);
});

test("W23: neither surface answers for the other's pages and routes", async ({
  service,
  tenant,
}) => {
  const callers = await createCallers(service, tenant);
  const chosen = callers.filter(({ name }) => /^(nobody|master|operator)$/.test(name));
  const rows: Row[] = [];
  const foreign = calls.filter(({ address }) => address !== "/" && !isShared(address));
  await inParallel(
    foreign.flatMap((call) => chosen.map((caller) => ({ ...call, caller }))),
    async ({ entry, method, address, caller }) => {
      const other = isOperatorAddress(address) ? service.url : service.operatorUrl;
      const url = `${other}${address.replace(/\[[^\]]+\]/g, "none")}`;
      const answer = await callAddress(url, caller, { method });
      rows.push({ entry, caller: caller.name, expected: "refused", answer });
    },
  );
  expect(unequal(rows)).toEqual([]);
});

test("W21: every action answers each of six people as the permission file says", async ({
  service,
  tenant,
}) => {
  const { callers } = await scene(service, tenant);
  const rows: Row[] = [];
  await inParallel(
    actions.flatMap((action) => callers.map((caller) => ({ action, caller }))),
    async ({ action, caller }) => {
      const { id, name: entry } = action;
      const demand = demands.actions[entry] ?? "";
      const page = pageOf(action, demand);
      const call = { id, input: unacceptable };
      const answer = await callAction(`${urlOf(service, page)}${page}`, caller, call);
      rows.push({ entry, caller: caller.name, expected: expectedFor(caller, demand), answer });
    },
  );
  expect(rows.length).toBe(actions.length * callers.length);
  expect(unequal(rows)).toEqual([]);
});

test("W23: neither surface runs the other's actions", async ({ service, tenant }) => {
  const { callers } = await scene(service, tenant);
  const strongest = callers.filter(({ name }) => name === "master" || name === "operator");
  const rows: Row[] = [];
  const ofOneSurface = actions.filter(
    ({ name }) => !/^lib\/i18n\//.test(name) && demands.actions[name],
  );
  await inParallel(
    ofOneSurface.flatMap((action) => strongest.map((caller) => ({ action, caller }))),
    async ({ action, caller }) => {
      const isOperator = demands.actions[action.name]?.includes("operator");
      const url = isOperator ? `${service.url}/sign-in` : `${service.operatorUrl}/operator/sign-in`;
      const answer = await callAction(url, caller, { id: action.id, input: unacceptable });
      rows.push({ entry: action.name, caller: caller.name, expected: "refused", answer });
    },
  );
  expect(unequal(rows)).toEqual([]);
});

/** Ids of the tenant's rows under every name by which an action could take one. */
function idsFor(name: string, made: Examples) {
  const kind = Object.keys(made).find((key) => name.startsWith(`lib/${key}/`));
  const id = made[kind as keyof Examples] ?? made.deliveries;
  return {
    ...{ id, ids: [id], intoId: made.tags, tagId: made.tags, tagIds: [made.tags] },
    ...{ userId: made.users, roleId: made.roles, deliveryId: made.deliveries },
    ...{ addressId: made.addresses, addressIds: [made.addresses], senderId: made.senders },
    ...{ importId: made.imports, requestId: made.support, noticeId: made.notices },
    ...{ name: "他社の表", body: "他社", subject: "他社", scheduledAt: null, sendAt: null },
  };
}

test("W22: another tenant's master who calls every action with this tenant's ids changes nothing of it", async ({
  service,
  tenant,
}) => {
  const { callers, made } = await scene(service, tenant);
  const stranger = callers.find(({ name }) => name === "another tenant's master");
  if (!stranger) throw new Error("no stranger");
  const before = await fingerprint(service, tenant);
  const counts = new Map<Answer, number>();
  const chosen = actions.filter(({ name }) => !demands.actions[name]?.includes("operator"));
  await inParallel(chosen, async (action) => {
    const call = { id: action.id, input: idsFor(action.name, made) };
    const answer = await callAction(
      `${service.url}${pageOf(action, demands.actions[action.name])}`,
      stranger,
      call,
    );
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  });
  expect(counts.get("refused")).toBeGreaterThan(20);
  expect([...counts.keys()].filter((answer) => answer.startsWith("failed"))).toEqual([]);
  expect(await fingerprint(service, tenant)).toEqual(before);
});
