CREATE TABLE "roles" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"permissions" text[] DEFAULT '{}'::text[] NOT NULL,
	"tag_ids" uuid[],
	"created_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "roles_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "roles_name" UNIQUE("tenant_id","name"),
	CONSTRAINT "roles_tenant_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id")
);
--> statement-breakpoint
ALTER TABLE "roles" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "roles" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "roles_select" ON "roles" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "roles_insert" ON "roles" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "roles_update" ON "roles" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "roles_delete" ON "roles" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "roles" TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON "roles" TO ecai_backup;
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "role_id" uuid;
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "tag_ids" uuid[];
--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_role_id_check" CHECK (role_id IS NULL OR role = 'viewer');
--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tag_ids_check" CHECK (tag_ids IS NULL OR role <> 'master');
--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_role_id_roles_tenant_id_id_fk" FOREIGN KEY ("tenant_id","role_id") REFERENCES "roles"("tenant_id","id");
--> statement-breakpoint
CREATE INDEX "users_by_role" ON "users" USING btree ("tenant_id","role_id");
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "tag_scope" uuid[];
--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "tag_scope" uuid[];
--> statement-breakpoint
-- A limited person's work keeps the limit: a worker that goes on with it later is held to it as well.
CREATE FUNCTION keep_tag_scope() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.tag_scope := current_setting('app.tag_scope')::uuid[];
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER deliveries_tag_scope BEFORE INSERT ON deliveries FOR EACH ROW
WHEN (coalesce(current_setting('app.tag_scope', true), '') <> '') EXECUTE FUNCTION keep_tag_scope();
--> statement-breakpoint
CREATE TRIGGER imports_tag_scope BEFORE INSERT ON imports FOR EACH ROW
WHEN (coalesce(current_setting('app.tag_scope', true), '') <> '') EXECUTE FUNCTION keep_tag_scope();
--> statement-breakpoint
-- A table's policy cannot read the table itself: this reads past the policies, for the transaction's own tenant only.
-- An address that this very transaction made has no tag yet.
GRANT SELECT (tenant_id, tag_id, address_id) ON address_tags TO ecai_definer;
--> statement-breakpoint
CREATE POLICY address_tags_definer ON address_tags FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
GRANT SELECT (xmin) ON addresses TO ecai_definer;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION is_in_tag_scope(address uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (
    SELECT FROM public.address_tags t
    WHERE t.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND t.address_id = address
      AND t.tag_id = ANY (nullif(current_setting('app.tag_scope', true), '')::uuid[])
  ) OR EXISTS (
    SELECT FROM public.addresses a
    WHERE a.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND a.id = address
      AND a.xmin = pg_current_xact_id_if_assigned()::xid
  )
$$;
--> statement-breakpoint
-- All of them at once, for statements that read many links: asked once and only by limited callers.
CREATE FUNCTION tag_scope_addresses() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.address_id FROM public.address_tags t
  WHERE t.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    AND t.tag_id = ANY (nullif(current_setting('app.tag_scope', true), '')::uuid[])
$$;
--> statement-breakpoint
ALTER FUNCTION tag_scope_addresses() OWNER TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION is_out_of_tag_scope(address uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (
    SELECT FROM public.addresses a
    WHERE a.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND a.id = address
  ) AND NOT EXISTS (
    SELECT FROM public.address_tags t
    WHERE t.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND t.address_id = address
      AND t.tag_id = ANY (nullif(current_setting('app.tag_scope', true), '')::uuid[])
  )
$$;
--> statement-breakpoint
ALTER FUNCTION is_in_tag_scope(uuid) OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION is_out_of_tag_scope(uuid) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION is_in_tag_scope(uuid), is_out_of_tag_scope(uuid), tag_scope_addresses() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION is_in_tag_scope(uuid), is_out_of_tag_scope(uuid), tag_scope_addresses() TO ecai_app;
--> statement-breakpoint
-- Restrictive policies on everything that holds or shows addresses. Unlimited callers pay for one look at the setting
-- per statement: the rest is not evaluated.
DO $$
DECLARE
  unlimited constant text := '(SELECT coalesce(current_setting(''app.tag_scope'', true), '''') = '''')';
  scope constant text := '(SELECT nullif(current_setting(''app.tag_scope'', true), '''')::uuid[])::uuid[]';
  has_tag constant text := 'EXISTS (SELECT FROM address_tags t WHERE t.tenant_id = %1$I.tenant_id AND t.address_id = %1$I.%2$s AND t.tag_id = ANY (%3$s))';
  rule record;
  command text;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    ('addresses', 'select,update,delete', format(has_tag, 'addresses', 'id', scope)),
    ('recipients', 'select,insert,update,delete', format(has_tag, 'recipients', 'address_id', scope)),
    ('provider_events', 'select,update,delete', format(has_tag, 'provider_events', 'address_id', scope)),
    ('address_tags', 'select,update,delete', format('tag_id = ANY (%s) OR address_id IN (SELECT tag_scope_addresses())', scope)),
    ('address_tags', 'insert', 'is_in_tag_scope(address_id)'),
    ('suppressions', 'select,insert,update,delete', 'EXISTS (SELECT FROM addresses a WHERE a.tenant_id = suppressions.tenant_id AND a.email = suppressions.email)'),
    ('deliveries', 'update,delete', format('tag_scope <@ %s', scope)),
    ('imports', 'select,insert,update,delete', format('tag_scope <@ %s', scope)),
    ('import_chunks', 'select,insert,update,delete', 'EXISTS (SELECT FROM imports i WHERE i.tenant_id = import_chunks.tenant_id AND i.id = import_chunks.import_id)'),
    ('import_errors', 'select,insert,update,delete', 'EXISTS (SELECT FROM imports i WHERE i.tenant_id = import_errors.tenant_id AND i.id = import_errors.import_id)'),
    ('tags', 'delete', 'false')
  ) AS rules (name, commands, condition)
  LOOP
    FOREACH command IN ARRAY string_to_array(rule.commands, ',') LOOP
      EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR %s TO ecai_app %s (%s OR %s)',
        rule.name || '_scope_' || command, rule.name, command,
        CASE command WHEN 'insert' THEN 'WITH CHECK' ELSE 'USING' END, unlimited, rule.condition);
    END LOOP;
  END LOOP;
END $$;
--> statement-breakpoint
-- An address never leaves a limited person's sight by their own doing: looked at when the transaction ends.
CREATE FUNCTION demand_tag_scope() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed constant jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
  address constant uuid := changed ->> CASE TG_TABLE_NAME WHEN 'addresses' THEN 'id' ELSE 'address_id' END;
BEGIN
  IF public.is_out_of_tag_scope(address) THEN
    RAISE EXCEPTION 'address % would carry none of the tags that the caller is limited to', address
      USING ERRCODE = 'check_violation', CONSTRAINT = 'addresses_tag_scope';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER addresses_tag_scope AFTER INSERT ON addresses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (coalesce(current_setting('app.tag_scope', true), '') <> '') EXECUTE FUNCTION demand_tag_scope();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER address_tags_tag_scope AFTER DELETE ON address_tags DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (coalesce(current_setting('app.tag_scope', true), '') <> '') EXECUTE FUNCTION demand_tag_scope();
