type Fields = Record<string, unknown>;

/** Names whose values never reach the log, whoever writes them there. */
const secretName =
  /passw(or)?d|secret|token|api_?key|private_?key|credential|authorization|cookie|^otp$|^pin$|recovery_?codes?|hash$/i;
const longest = 2_000;
export const mask = "[masked]";

/** What an entry keeps of its details: secrets masked by their names, and no character that the database cannot store. */
export const auditDetails = (details: Fields): Fields => cleaned(details) as Fields;

/** The fields that differ, as they were and as they are. */
export function changes(before: Fields, after: Fields): { before: Fields; after: Fields } {
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const only = (fields: Fields) =>
    Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
  return { before: only(before), after: only(after) };
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return shortened(value.replaceAll("\u0000", "\ufffd"));
  if (Array.isArray(value)) return value.map(cleaned);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      cleaned(name),
      secretName.test(name) && item !== null && item !== undefined ? mask : cleaned(item),
    ]),
  );
}

/** A mail's content would make the log as large as the content itself. */
function shortened(text: string): string {
  const whole = text.toWellFormed();
  return whole.length > longest ? `${whole.slice(0, longest)}…`.toWellFormed() : whole;
}

function isFields(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
