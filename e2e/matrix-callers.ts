import { randomInt } from "node:crypto";
import { rolePermissions } from "@/lib/auth/permissions";
import {
  createOperator,
  createOperatorSession,
  createSession,
  createTenant,
  createUser,
  type Tenant,
} from "./accounts";
import type { Service } from "./service";

export type Caller = {
  name: "nobody" | "another tenant's master" | "viewer" | "sender" | "master" | "operator";
  cookie: string;
  /** Null for whoever is not signed in as a customer. */
  permissions: readonly string[] | null;
  userId: string | null;
};

const customers = [
  ["another tenant's master", "master"],
  ["viewer", "viewer"],
  ["sender", "sender"],
  ["master", "master"],
] as const;

/** The five people of the matrix, and one of the provider's staff. */
export async function createCallers(service: Service, tenant: Tenant): Promise<Caller[]> {
  const other = await createTenant(service);
  const signedIn = customers.map(async ([name, role]): Promise<Caller> => {
    const own = name === "another tenant's master" ? other : tenant;
    const user = await createUser(service, own, role);
    const cookie = textOf(await createSession(service, user));
    return { name, cookie, permissions: rolePermissions[role], userId: user.id };
  });
  const staff = await createOperatorSession(service, await createOperator(service));
  return [
    { name: "nobody", cookie: "", permissions: null, userId: null },
    ...(await Promise.all(signedIn)),
    { name: "operator", cookie: textOf(staff), permissions: null, userId: null },
  ];
}

const textOf = ({ name, value }: { name: string; value: string }) => `${name}=${value}`;

/** What somebody got: let in, told to sign in, or told that there is nothing for them. */
export type Answer = "let in" | "sign in" | "refused" | `failed: ${string}`;

type Call = { method?: string; body?: BodyInit; headers?: Record<string, string> };

async function send(url: string, cookie: string, { method = "GET", body, headers }: Call) {
  return fetch(url, {
    method,
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
    headers: {
      cookie,
      origin: new URL(url).origin,
      // Limits count by network: each call comes from one of its own.
      "x-forwarded-for": [10, randomInt(256), randomInt(256), randomInt(1, 255)].join("."),
      ...headers,
    },
  });
}

/** Opens a page or calls a route. */
export async function callAddress(url: string, caller: Caller, call: Call = {}): Promise<Answer> {
  const response = await send(url, caller.cookie, call);
  await response.arrayBuffer();
  const { status, headers } = response;
  const target = headers.get("location");
  if (status >= 500) return `failed: ${status}`;
  if (status === 401 || (target && isSignIn(target))) return "sign in";
  return status === 403 || status === 404 ? "refused" : "let in";
}

const isSignIn = (location: string): boolean =>
  /^(\/operator)?\/sign-in$/.test(new URL(location, "http://localhost").pathname);

/** Calls a server action as a browser does, with an argument of its own making. */
export async function callAction(
  url: string,
  caller: Caller,
  { id, input }: { id: string; input: unknown },
): Promise<Answer> {
  const response = await send(url, caller.cookie, {
    method: "POST",
    body: JSON.stringify([input]),
    headers: {
      "next-action": id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
    },
  });
  const text = await response.text();
  if (response.headers.has("x-action-redirect"))
    return isSignIn(response.headers.get("x-action-redirect")?.split(";")[0] ?? "")
      ? "sign in"
      : "let in";
  const result = /\{"ok":(true|false)(?:,"code":"(\w+)")?/.exec(text);
  // Next answers so where the process has no such action on that page.
  if (!result && (response.status === 404 || response.status === 409)) return "refused";
  if (!result) return `failed: ${response.status} ${text.slice(0, 200)}`;
  const [, ok, code] = result;
  if (code === "not_signed_in") return "sign in";
  return ok === "false" && (code === "not_permitted" || code === "not_found")
    ? "refused"
    : "let in";
}
