import type { Reach, TableProbe } from "@/db/schema/isolation-probes";

/**
 * Tables in which the service itself works across tenants (sign-up, queueing, telling, ending, watching): no row-level
 * security there, every query names the tenant. They hold no address, no content and no recipient.
 */
export const sharedTables = [
  "address_tombstones",
  "applications",
  "captured_domains",
  "incident_tenants",
  "job_runs",
  "outbox_messages",
  "sending_queue",
  "service_errors",
  "suspicious_requests",
  "tenant_endings",
  "tenant_tombstones",
];

/** Every tenant has a row of its own here: if it does not see it, the probe proves nothing. */
const neverEmpty = ["tenants", "users"];

/** PostgreSQL's code for a statement that row-level security or a missing right refuses. */
export const refusalCode = "42501";

/** How many statements are tried on each table from outside. */
export const attemptsPerTable = 5;

const touchedNothing = ({ rows, code }: Reach): boolean =>
  code === refusalCode || (code === null && rows === 0);

/** Whether a table kept everything from the outsider while its owner saw its own rows. */
export function isKept(probe: Omit<TableProbe, "isSuccessful">): boolean {
  const { table, isProtected, own, read, guess, insert, update, remove } = probe;
  const isReadable = own > 0 || !neverEmpty.includes(table);
  const isHidden = touchedNothing(read) && (guess === null || touchedNothing(guess));
  // Any other refusal of the insert (a missing value, a foreign key) comes after row-level security has let it pass.
  const isClosed = insert.code === refusalCode && touchedNothing(update) && touchedNothing(remove);
  return isProtected && isReadable && isHidden && isClosed;
}
