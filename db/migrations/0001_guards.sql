CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin;
--> statement-breakpoint
-- drizzle-kit knows no FORCE: without it the owner would read past the policies.
DO $$
DECLARE name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
  LOOP
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- Every tenant row hangs on its tenant.
DO $$
DECLARE name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
      AND c.relname <> 'users'
  LOOP
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (tenant_id) REFERENCES tenants (id)', name, name || '_tenant_fk');
  END LOOP;
END $$;
--> statement-breakpoint
CREATE INDEX addresses_email_trgm ON addresses USING gin (tenant_id, email gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX addresses_name_trgm ON addresses USING gin (tenant_id, name gin_trgm_ops);
--> statement-breakpoint
REVOKE ALL ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO ecai_app, ecai_operator, ecai_backup, ecai_definer;
--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ecai_backup;
--> statement-breakpoint
-- The application: every tenant table, and the control tables that sign-up, payment and sending need.
DO $$
DECLARE name text;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relrowsecurity
  LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON audit_entries FROM ecai_app;
--> statement-breakpoint
REVOKE DELETE ON tenants FROM ecai_app;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON terms_acceptances FROM ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON applications, application_links, application_codes, throttles, job_runs, worker_heartbeats, sending_queue TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON payment_events TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON notices TO ecai_app;
--> statement-breakpoint
-- The operator: control tables and counts; no address book, no content, no recipient.
GRANT SELECT, INSERT, UPDATE ON notices, operators, operator_sessions TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT ON operator_audit_entries TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON throttles TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON job_runs, worker_heartbeats, sending_queue TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (id, email, state, locale, country, plan_id, paid_at, verified_at, company_name, build_step, build_error, tenant_id, completed_at, expires_at, created_at, updated_at) ON applications TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (id, account_id, name, state, plan_id, storage_region, created_at, updated_at) ON tenants TO ecai_operator;
--> statement-breakpoint
CREATE POLICY tenants_operator ON tenants FOR SELECT TO ecai_operator USING (true);
--> statement-breakpoint
-- A person signs in before any tenant is known: one function answers with ids only.
GRANT SELECT (tenant_id, id, email, state, last_sign_in_at) ON users TO ecai_definer;
--> statement-breakpoint
CREATE POLICY users_definer ON users FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
-- LIKE is not leakproof, so under row-level security it cannot use an index; the function takes the tenant from the setting itself.
GRANT SELECT (tenant_id, id, email, name, created_at) ON addresses TO ecai_definer;
--> statement-breakpoint
CREATE POLICY addresses_definer ON addresses FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION find_sign_ins(wanted text) RETURNS TABLE (tenant_id uuid, user_id uuid, state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT u.tenant_id, u.id, u.state FROM public.users u
  WHERE u.email = wanted COLLATE "C"
  ORDER BY (u.state = 'active') DESC, u.last_sign_in_at DESC NULLS LAST, u.id
  LIMIT 5
$$;
--> statement-breakpoint
CREATE FUNCTION search_address_ids(term text, most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT a.id FROM public.addresses a
  WHERE a.tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)
    AND (a.email LIKE '%' || regexp_replace(term, '([\\%_])', '\\\1', 'g') || '%'
      OR a.name LIKE '%' || regexp_replace(term, '([\\%_])', '\\\1', 'g') || '%')
  ORDER BY a.created_at DESC, a.id DESC
  LIMIT most
$$;
--> statement-breakpoint
ALTER FUNCTION find_sign_ins(text) OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION search_address_ids(text, integer) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_sign_ins(text), search_address_ids(text, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_sign_ins(text), search_address_ids(text, integer) TO ecai_app;
