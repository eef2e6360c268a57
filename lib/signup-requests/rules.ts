import type { SignupAttributeField, SignupAttributeValues } from "@/db/schema/signup-forms";
import { type AttributeValue, parseAttributeValue } from "@/lib/attributes/rules";
import type { SignupFieldMode } from "@/lib/signup-forms/rules";
import { hashToken, signBytes, signToken, verifyBytes, verifyToken } from "@/lib/tokens";

const minute = 60_000;

/** How long the mailed link works. */
export const requestLifetimeMs = 48 * 60 * minute;
/** Nobody fills in a form faster. */
export const fillLeastMs = 3_000;
/** A page that was left open for longer is opened anew. */
export const fillMostMs = 24 * 60 * minute;

export const perNetwork = { most: 60, windowSeconds: 3600 };
export const perForm = { most: 2_000, windowSeconds: 3600 };
/** Confirmation mails to one address: for one form, and of all customers together. */
export const mailsPerForm = { most: 3, windowSeconds: 3600 };
export const mailsPerAddress = { most: 5, windowSeconds: 86_400 };

type Shown = { id: string; consentWording: string };

/** Tells when a form was opened, and with which words of consent. */
export const issueStarted = (form: Shown, now = Date.now()): string =>
  signToken("signup-started", `${form.id}:${now}:${markOf(form)}`);

const markOf = ({ consentWording }: Shown): string => hashToken(consentWording).slice(0, 16);

export type StartedProblem = "forged" | "tooFast" | "stale";

/** What is wrong with the time between opening and sending; the words must still be those that were read. */
export function startedProblem(
  form: Shown,
  token: string,
  now = Date.now(),
): StartedProblem | null {
  const [id, at, mark] = verifyToken("signup-started", token)?.split(":") ?? [];
  if (id !== form.id) return "forged";
  const elapsed = now - Number(at);
  if (elapsed < fillLeastMs) return "tooFast";
  return elapsed > fillMostMs || mark !== markOf(form) ? "stale" : null;
}

/**
 * The secret of a request's link: made anew from its id by whoever has the key, so that a mail that is sent again is
 * the same mail. The database knows its hash only.
 */
export const confirmationToken = (requestId: string): string =>
  signBytes("signup-request", Buffer.from(requestId.replaceAll("-", ""), "hex"));

/** The hash that finds a link's request; null for a token that was not made here. */
export const confirmationHash = (token: string): string | null =>
  verifyBytes("signup-request", token) ? hashToken(token) : null;

type Field = Parameters<typeof parseAttributeValue>[0] & { id: string };
type Asked = { nameField: SignupFieldMode; attributeFields: readonly SignupAttributeField[] };
type Entered = { name: string; attributes: Record<string, string> };

/** What was entered as it is stored, without what the form does not ask for; problems are keys of texts by field. */
export function readEntered(
  form: Asked,
  definitions: readonly Field[],
  entered: Entered,
): { name: string; values: SignupAttributeValues; fieldErrors: Record<string, string[]> } {
  const values: SignupAttributeValues = {};
  const fieldErrors: Record<string, string[]> = {};
  const name = form.nameField === "none" ? "" : entered.name;
  if (form.nameField === "required" && name === "") fieldErrors.name = ["validation.required"];
  for (const { id, isRequired } of form.attributeFields) {
    const definition = definitions.find((one) => one.id === id);
    if (!definition) continue;
    const read = readValue(definition, entered.attributes[id] ?? "", isRequired);
    if ("problem" in read) fieldErrors[`attributes.${id}`] = [read.problem];
    else if (read.value !== null) values[id] = read.value;
  }
  return { name, values, fieldErrors };
}

function readValue(
  definition: Field,
  text: string,
  isRequired: boolean,
): { value: AttributeValue } | { problem: string } {
  const parsed = parseAttributeValue(definition, text);
  if ("problem" in parsed) return { problem: `attributes.problems.${parsed.problem}` };
  if (parsed.value !== null || !isRequired) return parsed;
  const isChosen = definition.type === "choice";
  return { problem: isChosen ? "validation.requiredChoice" : "validation.required" };
}

/** The same values under the attributes' keys as they are called now. */
export function valuesByKey(
  values: SignupAttributeValues,
  definitions: readonly { id: string; key: string }[],
): Record<string, string | number> {
  return Object.fromEntries(
    definitions.flatMap(({ id, key }) => {
      const value = values[id];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
