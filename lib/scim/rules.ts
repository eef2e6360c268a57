import { type Filter, parse } from "scim2-parse-filter";
import { normalizeEmail } from "@/lib/addresses/rules";
import { ScimError } from "@/lib/auth/scim-error";
import type { PatchInput, ScimEmail, ScimUserInput } from "./schema";

export const userSchemaId = "urn:ietf:params:scim:schemas:core:2.0:User";

/** A user as the protocol sees it. */
export type ScimUser = {
  userName: string;
  externalId: string | null;
  active: boolean;
  email: string;
  displayName: string | null;
  givenName: string | null;
  familyName: string | null;
};

const invalid = (detail: string) => new ScimError(400, detail, "invalidValue");

/** What a whole user, as it was sent, comes to. Throws `ScimError` without an e-mail address. */
export function toScimUser(input: ScimUserInput): ScimUser {
  const { name } = input;
  return {
    userName: input.userName,
    externalId: input.externalId || null,
    active: input.active ?? true,
    email: chooseEmail(input.emails ?? [], input.userName),
    displayName: input.displayName || name?.formatted || null,
    givenName: name?.givenName || null,
    familyName: name?.familyName || null,
  };
}

/** The primary address, else the one at work, else the first, else the user name. */
function chooseEmail(emails: readonly ScimEmail[], userName: string): string {
  const chosen =
    emails.find(({ primary }) => primary) ??
    emails.find(({ type }) => type === "work") ??
    emails[0];
  const email = normalizeEmail(chosen?.value || userName)?.email;
  if (!email) throw invalid("userName or emails must hold an e-mail address");
  return email;
}

/** The name shown in the service: as in Japanese, the family name comes first. */
export function shownName(user: ScimUser): string {
  const parts = [user.familyName, user.givenName].filter(Boolean).join(" ");
  return (user.displayName || parts || user.userName).slice(0, 100);
}

export type Condition =
  | { field: "userName" | "externalId" | "id" | "email"; value: string }
  | { field: "active"; value: boolean };

const fields: Record<string, Condition["field"]> = {
  username: "userName",
  externalid: "externalId",
  id: "id",
  active: "active",
  emails: "email",
  "emails.value": "email",
};

/** The conditions of a filter, all of which have to hold: equality and `and`, as directories use them. */
export function parseFilter(text: string): Condition[] {
  if (text.length > 500) throw new ScimError(400, "The filter is too long", "invalidFilter");
  try {
    return conditionsOf(parse(text));
  } catch (error) {
    if (error instanceof ScimError) throw error;
    throw new ScimError(400, "The filter cannot be read", "invalidFilter");
  }
}

function conditionsOf(filter: Filter): Condition[] {
  if (filter.op === "and" && "filters" in filter) return filter.filters.flatMap(conditionsOf);
  if (filter.op === "[]" && "valFilter" in filter)
    return conditionsInside(plainPath(filter.attrPath), filter.valFilter);
  if (filter.op !== "eq" || !("compValue" in filter))
    throw new ScimError(400, `The operator ${filter.op} is not supported`, "invalidFilter");
  const field = fields[plainPath(filter.attrPath)];
  if (!field) throw new ScimError(400, `Cannot filter by ${filter.attrPath}`, "invalidFilter");
  return [condition(field, filter.compValue)];
}

/** `emails[type eq "work" and value eq "…"]`: only one address is kept, whatever its type. */
function conditionsInside(path: string, filter: Filter): Condition[] {
  const parts = filter.op === "and" && "filters" in filter ? filter.filters : [filter];
  const values = parts.flatMap((part) =>
    part.op === "eq" && "compValue" in part && part.attrPath.toLowerCase() === "value"
      ? [condition("email", part.compValue)]
      : [],
  );
  if (path !== "emails" || values.length === 0)
    throw new ScimError(400, "The filter is not supported", "invalidFilter");
  return values;
}

function condition(field: Condition["field"], value: unknown): Condition {
  if (field === "active") return { field, value: readFlag(value, "invalidFilter") };
  if (typeof value !== "string")
    throw new ScimError(400, `${field} is compared with a text`, "invalidFilter");
  return { field, value };
}

function readFlag(value: unknown, scimType: "invalidFilter" | "invalidValue"): boolean {
  const flag = asFlag(value);
  if (flag === null) throw new ScimError(400, "active is true or false", scimType);
  return flag;
}

/** Entra ID writes `"False"` where the standard has `false`. */
function asFlag(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  return word === "true" ? true : word === "false" ? false : null;
}

const plainPath = (path: string): string =>
  path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:user:/i, "").toLowerCase();

/** The user after the operations of a PATCH, as Entra ID and Okta write them. Throws `ScimError`. */
export function applyPatch(user: ScimUser, { Operations }: PatchInput): ScimUser {
  return Operations.reduce((current, { op, path, value }) => {
    if (op === "remove") {
      if (!path) throw new ScimError(400, "remove needs a path", "noTarget");
      return remove(current, plainPath(path));
    }
    if (path) return set(current, path, value);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw invalid("value must be an object where there is no path");
    return Object.entries(value).reduce((next, [key, each]) => set(next, key, each), current);
  }, user);
}

const textPaths: Record<string, "externalId" | "displayName" | "givenName" | "familyName"> = {
  externalid: "externalId",
  displayname: "displayName",
  "name.formatted": "displayName",
  "name.givenname": "givenName",
  "name.familyname": "familyName",
};
/** Attributes of the standard schemas that the service has no use for. */
const unused =
  /^(schemas|meta|title|nickname|profileurl|usertype|preferredlanguage|locale|timezone|phonenumbers|addresses|ims|photos|groups|entitlements|roles|x509certificates|password|name\.(middlename|honorificprefix|honorificsuffix)|urn:ietf:params:scim:schemas:extension:.*)([.[].*)?$/;

function set(user: ScimUser, path: string, value: unknown): ScimUser {
  const plain = plainPath(path);
  const field = textPaths[plain];
  if (field) return { ...user, [field]: readText(value) || null };
  if (plain === "active") return { ...user, active: readFlag(single(value), "invalidValue") };
  if (plain === "username") return { ...user, userName: required(readText(value), "userName") };
  if (plain === "name" && typeof value === "object" && value !== null)
    return Object.entries(value).reduce(
      (next, [key, each]) => set(next, `name.${key}`, each),
      user,
    );
  if (plain === "emails" && Array.isArray(value))
    return { ...user, email: chooseEmail(value.map(readEmail), user.userName) };
  if (/^emails(\[[^\]]*\])?\.value$/.test(plain))
    return { ...user, email: chooseEmail([readEmail({ value })], user.userName) };
  if (unused.test(plain) || /^emails(\[[^\]]*\])?\.(type|primary|display)$/.test(plain))
    return user;
  throw new ScimError(400, `Unknown path ${path.slice(0, 100)}`, "invalidPath");
}

function remove(user: ScimUser, path: string): ScimUser {
  const field = textPaths[path];
  if (field) return { ...user, [field]: null };
  if (path === "name") return { ...user, displayName: null, givenName: null, familyName: null };
  if (unused.test(path)) return user;
  if (/^(active|username|emails)/.test(path))
    throw new ScimError(400, `${path} cannot be removed`, "mutability");
  throw new ScimError(400, "Unknown path", "invalidPath");
}

/** Some directories wrap a single value into a list. */
const single = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? (value[0]?.value ?? value[0]) : value;

function readText(value: unknown): string {
  const text = single(value) ?? "";
  if (typeof text !== "string" || text.length > 500 || /\p{Cc}/u.test(text))
    throw invalid("The value is not a plain text");
  return text.trim();
}

function required(text: string, name: string): string {
  if (!text || text.length > 254) throw invalid(`${name} must hold a text`);
  return text;
}

function readEmail(entry: unknown): ScimEmail {
  if (typeof entry !== "object" || entry === null || !("value" in entry))
    throw invalid("An e-mail address must hold a value");
  const { value, type, primary } = entry as Record<string, unknown>;
  return {
    value: readText(value),
    type: typeof type === "string" ? type : null,
    primary: asFlag(primary) === true,
  };
}
