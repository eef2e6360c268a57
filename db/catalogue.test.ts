import postgres from "postgres";
import { afterAll, describe, expect, it } from "vitest";

const sql = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
afterAll(() => sql.end());

/** Tables without a tenant: sign-up, payment, operators, queueing. A new one has to be added here on purpose. */
const controlTables = [
  "alarms",
  "metric_samples",
  "service_settings",
  "application_codes",
  "application_links",
  "applications",
  "captured_domains",
  "incident_entries",
  "incident_tenants",
  "incidents",
  "blocked_networks",
  "call_budgets",
  "guesses",
  "address_tombstones",
  "application_codes",
  "application_links",
  "applications",
  "backup_generations",
  "backup_requests",
  "job_runs",
  "notice_updates",
  "notices",
  "operator_audit_anchors",
  "operator_audit_entries",
  "operator_challenges",
  "operator_recovery_codes",
  "operator_audit_heads",
  "operator_sessions",
  "operator_totp",
  "operators",
  "log_prunings",
  "service_errors",
  "version_upgrades",
  "outbox_messages",
  "outbox_pauses",
  "outbox_texts",
  "package_audits",
  "passkey_challenges",
  "payment_events",
  "restore_drills",
  "sending_queue",
  "service_facts",
  "storage_regions",
  "suspicious_requests",
  "tenant_endings",
  "tenant_tombstones",
  "throttles",
  "trap_addresses",
  "worker_heartbeats",
];
const ownTenant =
  /= \( SELECT \(NULLIF\(current_setting\('app\.tenant_id'::text, true\), ''::text\)\)::uuid/;

type Table = { name: string; enabled: boolean; forced: boolean; owner: string };

const tables = () => sql<Table[]>`
  select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced, r.rolname as owner
  from pg_class c join pg_roles r on r.oid = c.relowner
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`;

const tenantTables = async () =>
  (await tables()).filter(({ name }) => !controlTables.includes(name));

describe("the catalogue", () => {
  it("W22: every tenant table has forced row-level security and an owner that serves no request", async () => {
    const found = await tenantTables();
    expect(found.length).toBeGreaterThan(15);
    for (const table of found)
      expect(table).toMatchObject({ enabled: true, forced: true, owner: "ecai_owner" });
  });

  it("W22: every tenant table has one policy for each command, tied to the transaction's tenant", async () => {
    const policies = await sql<
      { tablename: string; cmd: string; roles: string[]; qual: string; with_check: string }[]
    >`
      select tablename, cmd, roles::text[] as roles, qual, with_check from pg_policies
      where schemaname = 'public' and permissive = 'PERMISSIVE'`;
    for (const { name } of await tenantTables()) {
      const own = policies.filter(
        (policy) => policy.tablename === name && policy.roles.includes("ecai_app"),
      );
      expect(own.map(({ cmd }) => cmd).sort(), name).toEqual([
        "DELETE",
        "INSERT",
        "SELECT",
        "UPDATE",
      ]);
      for (const policy of own) {
        if (policy.cmd !== "INSERT") expect(policy.qual, name).toMatch(ownTenant);
        if (policy.cmd === "INSERT" || policy.cmd === "UPDATE")
          expect(policy.with_check, name).toMatch(ownTenant);
      }
    }
    const others = policies.filter(({ roles }) => !roles.includes("ecai_app"));
    expect(
      others.map(({ tablename, roles, cmd }) => `${tablename} ${roles} ${cmd}`).sort(),
    ).toEqual([
      "abuse_figures ecai_definer ALL",
      "abuse_figures ecai_operator SELECT",
      "abuse_findings ecai_definer ALL",
      "abuse_findings ecai_operator SELECT",
      "abuse_findings ecai_operator UPDATE",
      "address_tags ecai_definer SELECT",
      "addresses ecai_definer SELECT",
      "audit_anchors ecai_definer SELECT",
      "audit_entries ecai_definer ALL",
      "audit_heads ecai_definer ALL",
      "batches ecai_definer SELECT",
      "billing_accounts ecai_definer SELECT",
      "billing_accounts ecai_operator SELECT",
      "brake_appeals ecai_definer ALL",
      "brake_appeals ecai_operator SELECT",
      "brake_appeals ecai_operator UPDATE",
      "deliveries ecai_definer SELECT",
      "delivery_tallies ecai_definer ALL",
      "delivery_totals ecai_definer ALL",
      "recipients ecai_definer SELECT",
      "sending_brakes ecai_definer ALL",
      "sending_brakes ecai_operator INSERT",
      "sending_brakes ecai_operator SELECT",
      "sending_brakes ecai_operator UPDATE",
      "sending_ramps ecai_definer ALL",
      "sending_ramps ecai_operator SELECT",
      "sending_ramps ecai_operator UPDATE",
      "sign_ins ecai_definer DELETE",
      "sign_ins ecai_definer SELECT",
      "sign_ins ecai_definer SELECT",
      "signup_forms ecai_definer SELECT",
      "support_contacts ecai_operator SELECT",
      "support_entries ecai_operator INSERT",
      "support_entries ecai_operator SELECT",
      "support_files ecai_operator SELECT",
      "support_requests ecai_definer SELECT",
      "support_requests ecai_operator SELECT",
      "support_requests ecai_operator UPDATE",
      "suppressions ecai_definer INSERT",
      "suppressions ecai_definer SELECT",
      "tenant_limits ecai_operator ALL",
      "tenant_usage ecai_operator ALL",
      "tenants ecai_definer SELECT",
      "tenants ecai_operator SELECT",
      "users ecai_definer SELECT",
    ]);
  });

  it("policies of tables that are counted ask nothing of each row, so that plans may be parallel", async () => {
    const tables = ["addresses", "suppressions", "provider_events"];
    const policies = await sql<{ name: string; rule: string }[]>`
      select policyname as name, concat(qual, with_check) as rule from pg_policies where tablename = any(${tables})`;
    expect(policies.length).toBeGreaterThan(tables.length * 4);
    const perRow = policies.filter(({ rule }) => /EXISTS|\bFROM\b/i.test(rule));
    expect(perRow.map(({ name }) => name)).toEqual([]);
    for (const table of tables)
      await sql.begin(async (tx) => {
        await tx`set local role ecai_app`;
        await tx`select set_config('app.tenant_id', gen_random_uuid()::text, true)`;
        await tx`select set_config('min_parallel_table_scan_size', '0', true),
          set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true),
          set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
          set_config('enable_indexonlyscan', 'off', true)`;
        const plan = await tx`explain select count(*) from ${tx(table)}`;
        const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
        expect(lines).toContain(`Parallel Seq Scan on ${table}`);
        expect(lines).not.toContain("SubPlan");
      });
  });

  it("W22: keys, unique constraints and foreign keys of tenant tables carry the tenant", async () => {
    const constraints = await sql<
      {
        name: string;
        table: string;
        kind: string;
        first: string;
        target: string | null;
        columns: string[];
        isAlways: boolean;
      }[]
    >`
      select k.conname as name, c.relname as table, k.contype as kind,
        (select attname from pg_attribute where attrelid = c.oid and attnum = k.conkey[1]) as first,
        k.confrelid::regclass::text as target,
        (select array_agg(attname::text) from pg_attribute where attrelid = c.oid and attnum = any (k.conkey)) as columns,
        (select bool_and(attnotnull) from pg_attribute where attrelid = c.oid and attnum = any (k.conkey)) as "isAlways"
      from pg_constraint k join pg_class c on c.oid = k.conrelid
      where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f')`;
    const names = (await tenantTables())
      .map(({ name }) => name)
      .filter((name) => name !== "tenants");
    for (const name of names) {
      const own = constraints.filter(({ table }) => table === name);
      expect(
        own.some(({ kind }) => kind === "p"),
        name,
      ).toBe(true);
      for (const constraint of own)
        expect(constraint.columns, constraint.name).toContain("tenant_id");
      for (const { kind, first, name: constraint } of own)
        if (kind !== "f") expect(first, constraint).toBe("tenant_id");
    }
    const targetsOf = (name: string) =>
      constraints.flatMap(({ table, kind, target, isAlways }) =>
        table === name && kind === "f" && isAlways && target && target !== name ? [target] : [],
      );
    // Directly, or by the rows it refers to, which carry the tenant in their keys; addresses by a trigger.
    const hangsOnTenant = (name: string): boolean =>
      ["tenants", "addresses"].includes(name) || targetsOf(name).some(hangsOnTenant);
    expect(names.filter((name) => !hangsOnTenant(name))).toEqual([]);
  });

  it("no tenant column is an enum and e-mail compares byte by byte", async () => {
    const enums =
      await sql`select 1 from pg_type where typtype = 'e' and typnamespace = 'public'::regnamespace`;
    expect(enums).toHaveLength(0);
    const emails = await sql<{ table: string; collation: string }[]>`
      select c.relname as table, l.collname as collation from pg_attribute a
      join pg_class c on c.oid = a.attrelid join pg_collation l on l.oid = a.attcollation
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity and a.attname = 'email'`;
    expect(emails.length).toBeGreaterThan(3);
    for (const column of emails) expect(column.collation, column.table).toBe("C");
  });

  it("W23: the serving roles bypass nothing, own nothing and cannot truncate or reference", async () => {
    const roles = await sql<{ rolname: string; rolsuper: boolean; rolbypassrls: boolean }[]>`
      select rolname, rolsuper, rolbypassrls from pg_roles
      where rolname in ('ecai_owner', 'ecai_app', 'ecai_operator', 'ecai_definer', 'ecai_backup', 'ecai_keeper', 'ecai_restore')
      order by rolname`;
    expect(roles).toHaveLength(7);
    const bypassing = roles
      .filter(({ rolbypassrls, rolsuper }) => rolbypassrls || rolsuper)
      .map(({ rolname }) => rolname);
    expect(bypassing).toEqual(["ecai_backup", "ecai_keeper"]);
    const [keeper] = await sql`select rolcanlogin from pg_roles where rolname = 'ecai_keeper'`;
    expect(keeper).toEqual({ rolcanlogin: false });
    const grants = await sql<{ grantee: string; table_name: string; privilege_type: string }[]>`
      select grantee, table_name, privilege_type from information_schema.role_table_grants
      where table_schema = 'public' and grantee in ('ecai_app', 'ecai_operator', 'ecai_backup', 'ecai_definer')`;
    expect(
      grants.filter(({ privilege_type }) =>
        ["TRUNCATE", "REFERENCES", "TRIGGER"].includes(privilege_type),
      ),
    ).toEqual([]);
    const names = (await tenantTables()).map(({ name }) => name);
    expect(
      grants.filter(
        ({ grantee, table_name }) => grantee === "ecai_operator" && names.includes(table_name),
      ),
    ).toEqual([]);
    expect(
      grants.filter(
        ({ grantee, privilege_type }) => grantee === "ecai_backup" && privilege_type !== "SELECT",
      ),
    ).toEqual([]);
  });

  it("W23: the operator's role cannot read address books, content or recipients", async () => {
    const operator = postgres(process.env.DATABASE_OPERATOR_URL ?? "", {
      max: 1,
      onnotice: () => {},
    });
    try {
      for (const { name } of await tenantTables()) {
        const columns = name === "tenants" ? "postal_address" : "*";
        await expect(
          operator.unsafe(`select ${columns} from ${name} limit 1`),
          name,
        ).rejects.toThrow(/permission denied/);
      }
      await expect(operator`select password_hash from applications limit 1`).rejects.toThrow(
        /permission denied/,
      );
    } finally {
      await operator.end();
    }
  });
});
