import { createOperator, createOperatorSession, createSession, createUser } from "./accounts";
import { expect, test } from "./fixtures";
import { createExamples } from "./matrix-examples";
import { addressesThatRead, hostileQueries } from "./query-forms";

const day = ["from", "to"];
const file = ["encoding"];

/** What each page and each download reads from its address; uploads and programs' addresses come after. */
const parametersOf: Record<string, string[]> = {
  "/account/proof": ["next"],
  "/account/sign-ins": ["after"],
  "/addresses": ["q", "match", "tag", "state", "consent", "attribute", "value", "after", "before"],
  "/addresses/[id]": ["after", "before"],
  "/addresses/export": ["q", "match", "tag", "state", "consent", "attribute", "value", ...file],
  "/attributes": ["subject"],
  "/audit": ["q", "actor", "action", "target", "after", ...day],
  "/audit/export": ["q", "actor", "action", "target", "format", ...day],
  "/billing": ["after"],
  "/deliveries": ["tab", "q", "after", ...day],
  "/deliveries/[id]/recipients": ["view", "q", "domain", "after"],
  "/deliveries/[id]/recipients/export": ["view", "q", "domain", ...file],
  "/deliveries/[id]/tables/export": ["table", "address", ...file],
  "/deliveries/compare": ["ids"],
  "/deliveries/export": ["tab", "q", ...day, ...file],
  "/deliveries/tables/export": ["table", "ids", ...day, ...file],
  "/feed/notices": ["lang"],
  "/feed/notices/[token]": ["lang"],
  "/imports": ["after"],
  "/imports/[id]/errors": file,
  "/isolation": ["probe", "after"],
  "/manual": ["q"],
  "/notices": ["kind", "show", "after"],
  "/operator/abuse": ["state", "after"],
  "/operator/applications": ["show", "after"],
  "/operator/capacity": ["period"],
  "/operator/jobs": ["state", "after"],
  "/operator/logs": ["search", "after"],
  "/operator/notices/new": ["incident"],
  "/operator/outbox": ["show", "after"],
  "/operator/support": ["state", "after"],
  "/operator/suspicious": ["after"],
  "/operator/tenants": ["q", "after"],
  "/operator/tenants/[id]/monitoring-report": day,
  "/roles/new": ["from"],
  "/settings/sign-on": ["test"],
  "/sign-in": ["next", "reset", "problem"],
  "/sign-in/second-step": ["next"],
  "/sign-in/set-up": ["next"],
  "/sign-in/sign-on": ["next"],
  "/sign-in/terms": ["next"],
  "/sign-up": ["plan", "new"],
  "/sign-up/payment-result": ["application", "session_id", "cancelled"],
  "/support": ["state", "after"],
  "/suppressions": ["q", "reason", "after", "before"],
  "/users": ["q", "state", "role", "after", "before"],
  "/users/[id]": ["signIns"],
  "/utilities": ["tool"],
};

/** Answered to programs or to a file that is sent, not to a link. */
const called = [
  "/api/scim/v2/Users",
  "/api/v1/addresses",
  "/api/v1/imports",
  "/api/v1/imports/[id]/errors",
];
const uploads = ["/imports/upload", "/support/upload"];

test("W21: no page or download fails on what stands behind the question mark of its address", async ({
  service,
  tenant,
}) => {
  const known = [...Object.keys(parametersOf), ...called, ...uploads].sort();
  expect(addressesThatRead()).toEqual(known);
  const user = await createUser(service, tenant, "master");
  const made = await createExamples(service, tenant, user.id);
  const master = await createSession(service, user);
  const staff = await createOperatorSession(service, await createOperator(service));
  const example = (address: string) =>
    address
      .replace("/operator/tenants/[id]", `/operator/tenants/${tenant.id}`)
      .replace("/addresses/[id]", `/addresses/${made.addresses}`)
      .replace("/deliveries/[id]", `/deliveries/${made.deliveries}`)
      .replace("/imports/[id]", `/imports/${made.imports}`)
      .replace("/users/[id]", `/users/${user.id}`)
      .replace("[token]", "none");
  const calls = Object.entries(parametersOf).flatMap(([address, names]) =>
    hostileQueries(names).map((query) => ({ address, ...query })),
  );
  const answerTo = async ({ address, query }: (typeof calls)[number]) => {
    const isOperator = address.startsWith("/operator");
    const { name, value } = isOperator ? staff : master;
    const url = `${isOperator ? service.operatorUrl : service.url}${example(address)}?${query}`;
    // Whoever is signed in is led away from these.
    const cookie = /^\/sign-(in|up)/.test(address) ? "" : `${name}=${value}`;
    const from = `10.7.${calls.length >> 8}.${calls.length & 255}`;
    const headers = { cookie, "x-forwarded-for": from };
    const response = await fetch(url, { redirect: "manual", headers });
    const isErrorPage = /\\?"digest\\?":\\?"\d|data-dgst="\d/.test(await response.text());
    return isErrorPage ? "error page" : String(response.status);
  };
  const failed: string[] = [];
  const work = async () => {
    for (let call = calls.pop(); call; call = calls.pop()) {
      const answer = await answerTo(call).catch(() => "broken off");
      if (!/^[1-4]/.test(answer)) failed.push(`${call.address}, ${call.form}: ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(failed.sort()).toEqual([]);
});

test("W21: no address fails whose path has broken escapes", async ({ service, tenant }) => {
  const user = await createUser(service, tenant, "master");
  const { name, value } = await createSession(service, user);
  const failed: string[] = [];
  for (const broken of ["%", "%E3%8", "%ED%A0%80", "%FF", "%zz"])
    for (const start of [
      "",
      "deliveries/",
      "manual/",
      "m/o/",
      "f/",
      "api/v1/imports/",
      "feed/notices/",
    ]) {
      const path = `/${start}${broken}`;
      const response = await fetch(`${service.url}${path}`, {
        redirect: "manual",
        headers: { cookie: `${name}=${value}`, "x-forwarded-for": "10.8.0.1" },
      });
      await response.arrayBuffer();
      if (response.status >= 500) failed.push(`${path}: ${response.status}`);
    }
  expect(failed).toEqual([]);
});
