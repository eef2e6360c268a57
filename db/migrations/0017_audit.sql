ALTER TABLE audit_entries ADD COLUMN user_agent text, ADD COLUMN seq bigint, ADD COLUMN prev_hash text, ADD COLUMN hash text;
--> statement-breakpoint
ALTER TABLE operator_audit_entries ADD COLUMN user_agent text, ADD COLUMN seq bigint, ADD COLUMN prev_hash text, ADD COLUMN hash text;
--> statement-breakpoint
CREATE TABLE audit_heads (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
  seq bigint NOT NULL DEFAULT 0,
  hash text NOT NULL DEFAULT repeat('0', 64),
  start_seq bigint NOT NULL DEFAULT 0,
  start_hash text NOT NULL DEFAULT repeat('0', 64)
) WITH (fillfactor = 50);
--> statement-breakpoint
CREATE TABLE audit_anchors (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  day date NOT NULL,
  seq bigint NOT NULL,
  hash text NOT NULL,
  at timestamp(6) with time zone NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, day)
);
--> statement-breakpoint
CREATE TABLE audit_checks (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
  state text NOT NULL DEFAULT 'running' CONSTRAINT audit_checks_state_check CHECK (state IN ('running', 'verified', 'broken')),
  seq bigint NOT NULL DEFAULT 0,
  broken_seq bigint,
  problem text,
  started_at timestamp(6) with time zone NOT NULL DEFAULT now(),
  finished_at timestamp(6) with time zone
);
--> statement-breakpoint
CREATE TABLE operator_audit_heads (
  id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT operator_audit_heads_one CHECK (id = 1),
  seq bigint NOT NULL DEFAULT 0,
  hash text NOT NULL DEFAULT repeat('0', 64),
  start_seq bigint NOT NULL DEFAULT 0,
  start_hash text NOT NULL DEFAULT repeat('0', 64)
);
--> statement-breakpoint
CREATE TABLE operator_audit_anchors (
  day date PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL,
  at timestamp(6) with time zone NOT NULL DEFAULT now()
);
--> statement-breakpoint
-- A number as ECMAScript and RFC 8785 write it.
CREATE FUNCTION canonical_number(value double precision) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
  part text[] := regexp_match(value::text, '^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$');
  digits text := part[2] || coalesce(part[3], '');
  point integer := length(part[2]) + coalesce(part[4]::integer, 0) - (length(digits) - length(ltrim(digits, '0')));
  places integer;
BEGIN
  IF value = 0 THEN RETURN '0'; END IF;
  digits := rtrim(ltrim(digits, '0'), '0');
  places := length(digits);
  RETURN part[1] || CASE
    WHEN places <= point AND point <= 21 THEN digits || repeat('0', point - places)
    WHEN 0 < point AND point <= 21 THEN substr(digits, 1, point) || '.' || substr(digits, point + 1)
    WHEN -6 < point AND point <= 0 THEN '0.' || repeat('0', -point) || digits
    ELSE substr(digits, 1, 1) || CASE WHEN places > 1 THEN '.' || substr(digits, 2) ELSE '' END
      || 'e' || CASE WHEN point > 0 THEN '+' ELSE '-' END || abs(point - 1)
  END;
END $$;
--> statement-breakpoint
-- JSON in one spelling (RFC 8785): keys by code point, no spaces, numbers as ECMAScript writes them.
CREATE FUNCTION canonical_json(value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
  kind text := jsonb_typeof(value);
BEGIN
  IF kind = 'string' THEN RETURN to_json(value #>> '{}')::text; END IF;
  IF kind = 'number' THEN
    RETURN CASE WHEN value::text ~ '^(0|-?[1-9]\d{0,14})$' THEN value::text
      ELSE public.canonical_number(value::text::double precision) END;
  END IF;
  IF kind = 'object' THEN
    RETURN (SELECT '{' || coalesce(string_agg(to_json(field)::text || ':' || public.canonical_json(item), ',' ORDER BY field COLLATE "C"), '') || '}'
      FROM jsonb_each(value) AS entry (field, item));
  END IF;
  IF kind = 'array' THEN
    RETURN (SELECT '[' || coalesce(string_agg(public.canonical_json(item), ',' ORDER BY place), '') || ']'
      FROM jsonb_array_elements(value) WITH ORDINALITY AS element (item, place));
  END IF;
  RETURN value::text;
END $$;
--> statement-breakpoint
CREATE FUNCTION canonical_hash(content jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT
AS $$ SELECT encode(sha256(convert_to(public.canonical_json(content), 'UTF8')), 'hex') $$;
--> statement-breakpoint
-- What the hash of an entry covers: everything but the hash itself (docs/decisions/0008-audit-chain.md).
CREATE FUNCTION audit_entry_hash(entry audit_entries) RETURNS text
LANGUAGE sql STABLE
AS $$
  SELECT public.canonical_hash(jsonb_build_object(
    'v', 1, 'chain', entry.tenant_id, 'seq', entry.seq, 'prev', entry.prev_hash, 'id', entry.id,
    'at', to_char(entry.at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09:00"'),
    'actorType', entry.actor_type, 'actorId', entry.actor_id, 'actorName', entry.actor_name,
    'action', entry.action, 'targetType', entry.target_type, 'targetId', entry.target_id,
    'details', entry.details, 'ip', entry.ip, 'userAgent', entry.user_agent, 'requestId', entry.request_id))
$$;
--> statement-breakpoint
CREATE FUNCTION operator_audit_entry_hash(entry operator_audit_entries) RETURNS text
LANGUAGE sql STABLE
AS $$
  SELECT public.canonical_hash(jsonb_build_object(
    'v', 1, 'chain', 'operator', 'seq', entry.seq, 'prev', entry.prev_hash, 'id', entry.id,
    'at', to_char(entry.at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09:00"'),
    'actorType', 'operator', 'actorId', entry.operator_id, 'actorName', entry.operator_name,
    'action', entry.action, 'targetType', entry.target_type, 'targetId', entry.target_id,
    'details', entry.details, 'ip', entry.ip, 'userAgent', entry.user_agent, 'requestId', entry.request_id))
$$;
--> statement-breakpoint
-- The serving roles cannot choose a place in the chain; a restore by the owner keeps the places it brings.
CREATE FUNCTION clear_audit_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF current_user IN ('ecai_app', 'ecai_operator') THEN
    NEW.seq := NULL;
    NEW.prev_hash := NULL;
    NEW.hash := NULL;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- Runs when the transaction commits, so that the head is locked only while it does.
CREATE FUNCTION link_audit_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  entry public.audit_entries := NEW;
BEGIN
  SELECT seq + 1, hash INTO entry.seq, entry.prev_hash FROM public.audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO public.audit_heads (tenant_id) VALUES (NEW.tenant_id) ON CONFLICT DO NOTHING;
    SELECT seq + 1, hash INTO STRICT entry.seq, entry.prev_hash FROM public.audit_heads WHERE tenant_id = NEW.tenant_id FOR UPDATE;
  END IF;
  entry.hash := public.audit_entry_hash(entry);
  UPDATE public.audit_entries SET seq = entry.seq, prev_hash = entry.prev_hash, hash = entry.hash
    WHERE tenant_id = NEW.tenant_id AND id = NEW.id AND seq IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'audit entry % was not linked', NEW.id; END IF;
  UPDATE public.audit_heads SET seq = entry.seq, hash = entry.hash WHERE tenant_id = NEW.tenant_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION link_operator_audit_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  entry public.operator_audit_entries := NEW;
BEGIN
  INSERT INTO public.operator_audit_heads DEFAULT VALUES ON CONFLICT DO NOTHING;
  SELECT seq + 1, hash INTO STRICT entry.seq, entry.prev_hash FROM public.operator_audit_heads FOR UPDATE;
  entry.hash := public.operator_audit_entry_hash(entry);
  UPDATE public.operator_audit_entries SET seq = entry.seq, prev_hash = entry.prev_hash, hash = entry.hash
    WHERE id = NEW.id AND seq IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'audit entry % was not linked', NEW.id; END IF;
  UPDATE public.operator_audit_heads SET seq = entry.seq, hash = entry.hash;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Deletes what is older than `keep`, up to an anchor, which becomes the chain's new beginning. Never less than a year is kept.
CREATE FUNCTION prune_audit_entries(wanted uuid, keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  anchor record;
  removed bigint;
BEGIN
  IF now() - keep > now() - interval '1 year' THEN RAISE EXCEPTION 'audit entries are kept for at least a year'; END IF;
  SELECT a.seq, a.hash INTO anchor FROM public.audit_anchors a JOIN public.audit_heads h USING (tenant_id)
    WHERE a.tenant_id = wanted AND a.at < now() - keep AND a.seq > h.start_seq ORDER BY a.seq DESC LIMIT 1;
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM 1 FROM public.audit_heads WHERE tenant_id = wanted FOR UPDATE;
  DELETE FROM public.audit_entries WHERE tenant_id = wanted AND seq <= anchor.seq;
  GET DIAGNOSTICS removed = ROW_COUNT;
  UPDATE public.audit_heads SET start_seq = anchor.seq, start_hash = anchor.hash WHERE tenant_id = wanted;
  RETURN removed;
END $$;
--> statement-breakpoint
CREATE FUNCTION prune_operator_audit_entries(keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  anchor record;
  removed bigint;
BEGIN
  IF now() - keep > now() - interval '1 year' THEN RAISE EXCEPTION 'audit entries are kept for at least a year'; END IF;
  SELECT a.seq, a.hash INTO anchor FROM public.operator_audit_anchors a, public.operator_audit_heads h
    WHERE a.at < now() - keep AND a.seq > h.start_seq ORDER BY a.seq DESC LIMIT 1;
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM 1 FROM public.operator_audit_heads FOR UPDATE;
  DELETE FROM public.operator_audit_entries WHERE seq <= anchor.seq;
  GET DIAGNOSTICS removed = ROW_COUNT;
  UPDATE public.operator_audit_heads SET start_seq = anchor.seq, start_hash = anchor.hash;
  RETURN removed;
END $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['link_audit_entry()', 'link_operator_audit_entry()', 'prune_audit_entries(uuid, interval)', 'prune_operator_audit_entries(interval)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO ecai_definer', name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION prune_audit_entries(uuid, interval), prune_operator_audit_entries(interval) TO ecai_app;
--> statement-breakpoint
GRANT SELECT, DELETE, UPDATE (seq, prev_hash, hash) ON audit_entries, operator_audit_entries TO ecai_definer;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON audit_heads, operator_audit_heads TO ecai_definer;
--> statement-breakpoint
GRANT SELECT ON audit_anchors, operator_audit_anchors TO ecai_definer;
--> statement-breakpoint
-- What was written before chains were kept is chained in the order of its times. The owner sees rows only while nothing is forced.
ALTER TABLE audit_entries NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
DO $$
DECLARE
  entry audit_entries;
  head audit_heads;
BEGIN
  FOR entry IN SELECT * FROM audit_entries ORDER BY tenant_id, at, id LOOP
    INSERT INTO audit_heads (tenant_id) VALUES (entry.tenant_id) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM audit_heads WHERE tenant_id = entry.tenant_id;
    entry.seq := head.seq + 1;
    entry.prev_hash := head.hash;
    UPDATE audit_entries SET seq = entry.seq, prev_hash = entry.prev_hash, hash = audit_entry_hash(entry)
      WHERE tenant_id = entry.tenant_id AND id = entry.id RETURNING * INTO entry;
    UPDATE audit_heads SET seq = entry.seq, hash = entry.hash WHERE tenant_id = entry.tenant_id;
  END LOOP;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  entry operator_audit_entries;
  head operator_audit_heads;
BEGIN
  FOR entry IN SELECT * FROM operator_audit_entries ORDER BY at, id LOOP
    INSERT INTO operator_audit_heads DEFAULT VALUES ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM operator_audit_heads;
    entry.seq := head.seq + 1;
    entry.prev_hash := head.hash;
    UPDATE operator_audit_entries SET seq = entry.seq, prev_hash = entry.prev_hash, hash = operator_audit_entry_hash(entry)
      WHERE id = entry.id RETURNING * INTO entry;
    UPDATE operator_audit_heads SET seq = entry.seq, hash = entry.hash;
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_seq UNIQUE (tenant_id, seq);
--> statement-breakpoint
ALTER TABLE operator_audit_entries ADD CONSTRAINT operator_audit_entries_seq UNIQUE (seq);
--> statement-breakpoint
CREATE INDEX audit_entries_actor ON audit_entries (tenant_id, actor_id, at);
--> statement-breakpoint
CREATE INDEX audit_entries_action ON audit_entries (tenant_id, action, at);
--> statement-breakpoint
CREATE INDEX audit_entries_target ON audit_entries (tenant_id, target_id, at);
--> statement-breakpoint
CREATE TRIGGER audit_entries_clear_link BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION clear_audit_link();
--> statement-breakpoint
CREATE TRIGGER operator_audit_entries_clear_link BEFORE INSERT ON operator_audit_entries FOR EACH ROW EXECUTE FUNCTION clear_audit_link();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER audit_entries_link AFTER INSERT ON audit_entries DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.seq IS NULL) EXECUTE FUNCTION link_audit_entry();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER operator_audit_entries_link AFTER INSERT ON operator_audit_entries DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.seq IS NULL) EXECUTE FUNCTION link_operator_audit_entry();
--> statement-breakpoint
DO $$
DECLARE
  name text;
  command text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['audit_heads', 'audit_anchors', 'audit_checks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY audit_entries_definer ON audit_entries TO ecai_definer USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY audit_heads_definer ON audit_heads TO ecai_definer USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY audit_anchors_definer ON audit_anchors FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
GRANT SELECT ON audit_heads, operator_audit_heads TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON audit_anchors, operator_audit_anchors TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON audit_checks TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON operator_audit_heads, operator_audit_anchors TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON audit_heads, audit_anchors, audit_checks, operator_audit_heads, operator_audit_anchors TO ecai_backup;
