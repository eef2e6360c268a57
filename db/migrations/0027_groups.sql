-- Lists sort by plain DESC, which an index with NULLS LAST never serves; a plain index is read backwards.
DROP INDEX addresses_created;
--> statement-breakpoint
CREATE INDEX addresses_created ON addresses (tenant_id, created_at, id);
--> statement-breakpoint
DROP INDEX suppressions_created;
--> statement-breakpoint
CREATE INDEX suppressions_created ON suppressions (tenant_id, created_at, email);
--> statement-breakpoint
-- Who opened or clicked lately: most recipients never do, so the indexes stay small.
CREATE INDEX recipients_opened ON recipients (tenant_id, opened_at, address_id) WHERE opened_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX recipients_clicked ON recipients (tenant_id, clicked_at, address_id) WHERE clicked_at IS NOT NULL;
--> statement-breakpoint
-- A keyed hash as lib/tokens makes it (HMAC-SHA-256); the key comes with the transaction and is stored nowhere here.
CREATE FUNCTION tombstone_hash(content text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT encode(sha256(decode(substr(k, 129, 128), 'hex')
    || sha256(decode(substr(k, 1, 128), 'hex') || convert_to(content, 'UTF8'))), 'hex')
  FROM current_setting('app.tombstone_key') AS k
$$;
--> statement-breakpoint
-- Whoever was erased on request and comes back with a list is stopped at once, however the row gets in.
CREATE FUNCTION stop_erased_addresses() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
BEGIN
  IF coalesce(current_setting('app.tombstone_key', true), '') = ''
    OR NOT EXISTS (SELECT FROM public.address_tombstones t WHERE t.tenant_id = tenant) THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.suppressions (tenant_id, email, reason)
  SELECT a.tenant_id, a.email, 'unsubscribed' FROM added a
  JOIN public.address_tombstones t ON t.tenant_id = tenant AND t.address_hash = public.tombstone_hash(a.email)
  WHERE a.tenant_id = tenant
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION stop_erased_address() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.suppressions (tenant_id, email, reason)
  SELECT NEW.tenant_id, NEW.email, 'unsubscribed' FROM public.address_tombstones t
  WHERE t.tenant_id = NEW.tenant_id AND t.address_hash = public.tombstone_hash(NEW.email)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- What the provider tells about a recipient who was erased is kept without the person.
CREATE FUNCTION without_person(payload jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT jsonb_build_object('data', jsonb_strip_nulls(jsonb_build_object('bounce',
    CASE jsonb_typeof(payload #> '{data,bounce}') WHEN 'object' THEN (payload #> '{data,bounce}') - 'message' END)))
$$;
--> statement-breakpoint
CREATE FUNCTION forget_erased_recipient() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (
    SELECT FROM public.recipients r
    WHERE r.tenant_id = NEW.tenant_id AND r.delivery_id = NEW.delivery_id AND r.batch_no = NEW.batch_no
      AND r.address_id = NEW.address_id AND r.email = 'erased@erased.invalid'
  ) THEN
    NEW.payload := public.without_person(NEW.payload);
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Everything that tells who somebody was, in one place for the live database and for a restored one. Outcomes and
-- counts stay; a recipient that still waits has to be settled before.
CREATE FUNCTION erase_people(tenant uuid, ids uuid[], emails text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public.provider_events e SET payload = public.without_person(e.payload)
  FROM public.recipients r
  WHERE r.tenant_id = tenant AND (r.address_id = ANY (ids) OR r.email = ANY (emails COLLATE "C"))
    AND e.tenant_id = tenant AND e.delivery_id = r.delivery_id AND e.batch_no = r.batch_no
    AND e.address_id = r.address_id;
  UPDATE public.recipients r
  SET email = 'erased@erased.invalid', merge = '{}', message_id = NULL, reason = split_part(r.reason, ':', 1)
  WHERE r.tenant_id = tenant AND (r.address_id = ANY (ids) OR r.email = ANY (emails COLLATE "C"));
  DELETE FROM public.import_errors i
  WHERE i.tenant_id = tenant
    AND EXISTS (SELECT FROM unnest(i.cells) AS cell WHERE lower(btrim(normalize(cell, NFKC))) = ANY (emails));
  UPDATE public.imports i SET losses = '{}', preview_rows = coalesce((
      SELECT jsonb_agg(line) FROM jsonb_array_elements(i.preview_rows) AS line
      WHERE NOT EXISTS (SELECT FROM jsonb_array_elements_text(line) AS cell
        WHERE lower(btrim(normalize(cell, NFKC))) = ANY (emails))), '[]')
  WHERE i.tenant_id = tenant AND EXISTS (
    SELECT FROM jsonb_array_elements(i.preview_rows) AS line, jsonb_array_elements_text(line) AS cell
    WHERE lower(btrim(normalize(cell, NFKC))) = ANY (emails));
  DELETE FROM public.utility_changes u
  WHERE u.tenant_id = tenant AND (u.address_id = ANY (ids) OR u.before ->> 'email' = ANY (emails));
  DELETE FROM public.suppressions s WHERE s.tenant_id = tenant AND s.email = ANY (emails COLLATE "C");
  DELETE FROM public.addresses a
  WHERE a.tenant_id = tenant AND (a.id = ANY (ids) OR a.email = ANY (emails COLLATE "C"));
END $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION stop_erased_addresses() OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION stop_erased_address() OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION tombstone_hash(text), stop_erased_addresses(), stop_erased_address(), without_person(jsonb),
  forget_erased_recipient(), erase_people(uuid, uuid[], text[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION tombstone_hash(text) TO ecai_definer;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION without_person(jsonb), erase_people(uuid, uuid[], text[]) TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON address_tombstones TO ecai_definer;
--> statement-breakpoint
CREATE TRIGGER addresses_stop_erased AFTER INSERT ON addresses REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION stop_erased_addresses();
--> statement-breakpoint
CREATE TRIGGER addresses_stop_erased_again AFTER UPDATE OF email ON addresses FOR EACH ROW
WHEN (OLD.email IS DISTINCT FROM NEW.email AND coalesce(current_setting('app.tombstone_key', true), '') <> '')
EXECUTE FUNCTION stop_erased_address();
--> statement-breakpoint
CREATE TRIGGER provider_events_forget BEFORE INSERT ON provider_events FOR EACH ROW
EXECUTE FUNCTION forget_erased_recipient();
--> statement-breakpoint
CREATE TABLE utility_runs (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  kind text NOT NULL,
  input jsonb NOT NULL,
  state text DEFAULT 'queued' NOT NULL,
  total integer NOT NULL,
  done integer DEFAULT 0 NOT NULL,
  changed integer DEFAULT 0 NOT NULL,
  undone integer DEFAULT 0 NOT NULL,
  "position" uuid,
  requested_by text NOT NULL,
  bytes bigint,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  finished_at timestamp (6) with time zone,
  CONSTRAINT utility_runs_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT utility_runs_kind_check CHECK (kind in ('retag', 'replace', 'remove', 'duplicates', 'export')),
  CONSTRAINT utility_runs_state_check CHECK (state in ('queued', 'running', 'finished', 'failed', 'undoing', 'undone'))
);
--> statement-breakpoint
CREATE TABLE utility_changes (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  run_id uuid NOT NULL,
  address_id uuid NOT NULL,
  before jsonb,
  is_deleted boolean DEFAULT false NOT NULL,
  added_tag_ids uuid[] DEFAULT '{}' NOT NULL,
  removed_tag_ids uuid[] DEFAULT '{}' NOT NULL,
  changed_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT utility_changes_tenant_id_run_id_address_id_pk PRIMARY KEY (tenant_id, run_id, address_id),
  CONSTRAINT utility_changes_tenant_id_run_id_utility_runs_tenant_id_id_fk FOREIGN KEY (tenant_id, run_id)
    REFERENCES utility_runs (tenant_id, id) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE INDEX utility_runs_created ON utility_runs (tenant_id, created_at, id);
--> statement-breakpoint
CREATE UNIQUE INDEX utility_runs_open ON utility_runs (tenant_id) WHERE state in ('queued', 'running', 'undoing');
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['utility_runs', 'utility_changes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A cell that no spreadsheet takes for a formula, as lib/exports/rules makes it.
CREATE FUNCTION safe_cell(cell text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE WHEN cell ~ E'^\'*[-=+@\t\r\n＝＋－＠]' AND cell !~ '^-?[0-9]+(\.[0-9]+)?$' THEN '''' || cell ELSE cell END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION safe_cell(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION safe_cell(text) TO ecai_app;
