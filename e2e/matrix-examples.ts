import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import type { Tenant } from "./accounts";
import { type Caller, callAction } from "./matrix-callers";
import type { BuiltAction } from "./matrix-entries";
import type { Service } from "./service";

/** The id of one row of the tenant of each kind. */
export type Examples = Awaited<ReturnType<typeof createExamples>>;

export async function createExamples({ sql }: Service, { id: tenantId }: Tenant, userId: string) {
  const uuid = () => randomUUID();
  const made = {
    addresses: uuid(),
    deliveries: uuid(),
    groups: uuid(),
    signupForms: uuid(),
    imports: uuid(),
    invoices: uuid(),
    incidents: uuid(),
    notices: uuid(),
    draftNotices: uuid(),
    roles: uuid(),
    support: uuid(),
    tags: uuid(),
    attributes: uuid(),
    senders: uuid(),
    users: userId,
    tenants: tenantId,
  };
  await sql.begin(async (tx) => {
    await tx`insert into addresses (tenant_id, id, email) values (${tenantId}, ${made.addresses}, 'matrix@example.jp')`;
    await tx`insert into tags (tenant_id, id, name) values (${tenantId}, ${made.tags}, '表')`;
    await tx`insert into senders (tenant_id, id, name, email) values (${tenantId}, ${made.senders}, '表', 'matrix@example.jp')`;
    await tx`insert into attribute_definitions (tenant_id, id, subject, key, type)
      values (${tenantId}, ${made.attributes}, 'address', '表', 'text')`;
    await tx`insert into deliveries (tenant_id, id, name) values (${tenantId}, ${made.deliveries}, '表')`;
    await tx`insert into batches (tenant_id, delivery_id, batch_no, audience, queued)
      values (${tenantId}, ${made.deliveries}, 1, 1, 1)`;
    await tx`insert into recipients (tenant_id, delivery_id, batch_no, address_id, email)
      values (${tenantId}, ${made.deliveries}, 1, ${made.addresses}, 'matrix@example.jp')`;
    const party = {
      companyName: "表",
      name: "表",
      recipient: "",
      postalAddress: "表",
      address: "表",
      registrationNumber: "",
    };
    await tx`insert into invoices (tenant_id, id, provider_id, number, issued_at, lines, total, issuer, recipient)
      values (${tenantId}, ${made.invoices}, ${made.invoices}, 'M-1', now(), '[]', 0, ${tx.json(party)}, ${tx.json(party)})`;
    await tx`insert into groups (tenant_id, id, name, expression)
      values (${tenantId}, ${made.groups}, '表', ${tx.json({ op: "tag", tagId: made.tags })})`;
    await tx`insert into signup_forms (tenant_id, id, name, title, consent_wording)
      values (${tenantId}, ${made.signupForms}, '表', '表', '表')`;
    await tx`insert into imports (tenant_id, id, file_name, file_bytes, encoding, headers)
      values (${tenantId}, ${made.imports}, 'matrix.csv', 1, 'utf-8', '{mail}')`;
    await tx`insert into roles (tenant_id, id, name) values (${tenantId}, ${made.roles}, '表')`;
    await tx`insert into support_requests (tenant_id, id, category, subject, asked_by_name)
      values (${tenantId}, ${made.support}, 'howTo', '表', '高﨑')`;
    await tx`insert into incidents (id, title, description, source, detected_at, reported_by_tenant)
      values (${made.incidents}, '表', '表', 'customer', now(), ${tenantId})`;
    await tx`insert into incident_tenants (incident_id, tenant_id) values (${made.incidents}, ${tenantId})`;
    await tx`insert into notices (id, kind, title_ja, title_en, body_ja, body_en, state, published_at, fanned_out_at, audience, tenant_ids)
      values (${made.notices}, 'change', '表', 'Matrix', '表', 'Matrix', 'published', now(), now(), 'tenants', ${[tenantId]})`;
    await tx`insert into notices (id, kind, title_ja, title_en, body_ja, body_en)
      values (${made.draftNotices}, 'change', '表', 'Matrix', '表', 'Matrix')`;
  });
  return made;
}

/** A file that was sent with the tenant's request to support. */
export async function sendSupportFile(
  { sql, url }: Service,
  { id: tenantId }: Tenant,
  { master, requestId }: { master: Caller; requestId: string },
): Promise<string> {
  const response = await fetch(`${url}/support/upload?name=matrix.txt`, {
    method: "POST",
    body: Buffer.from("表"),
    headers: {
      origin: url,
      cookie: master.cookie,
      "content-type": "application/octet-stream",
    },
  });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  const entryId = randomUUID();
  await sql`insert into support_entries (tenant_id, id, request_id, kind, author, author_name)
    values (${tenantId}, ${entryId}, ${requestId}, 'message', 'user', '高﨑')`;
  await sql`update support_files set entry_id = ${entryId} where tenant_id = ${tenantId} and id = ${id}`;
  return id;
}

type Making = { master: Caller; actions: BuiltAction[] };

/** A finished evidence pack, made by the worker. */
export async function makeEvidencePack(service: Service, tenant: Tenant, making: Making) {
  await runAction(service, "/evidence", making, { name: "requestPackAction", input: {} });
  return untilMade(
    () => service.sql`
      select id from evidence_packs where tenant_id = ${tenant.id} and state = 'ready'`,
  );
}

/** A finished full export, made by the worker. */
export async function makeFullExport(service: Service, tenant: Tenant, making: Making) {
  const input = { kind: "export" };
  await runAction(service, "/utilities", making, { name: "startUtilityAction", input });
  return untilMade(
    () => service.sql`
      select id from utility_runs where tenant_id = ${tenant.id} and state = 'finished'`,
  );
}

async function runAction(
  { url }: Service,
  page: string,
  { master, actions }: Making,
  { name, input }: { name: string; input: object },
): Promise<void> {
  const action = actions.find((built) => built.name.endsWith(` ${name}`));
  const answer = await callAction(`${url}${page}`, master, { id: action?.id ?? "", input });
  expect(answer).toBe("let in");
}

async function untilMade(find: () => Promise<Record<string, unknown>[]>): Promise<string> {
  let made: unknown;
  await expect
    .poll(
      async () => {
        const [row] = await find();
        made = row?.id;
        return made;
      },
      { timeout: 60_000 },
    )
    .toBeTruthy();
  return String(made);
}

/** Every row that names the tenant, table by table, as one text each: what a stranger has changed shows. */
export async function fingerprint(
  { sql }: Service,
  { id: tenantId }: Tenant,
): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`;
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await sql`
      select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash
      from ${sql(name)} t where tenant_id = ${tenantId}`;
    found[name] = row?.hash;
  }
  return found;
}
