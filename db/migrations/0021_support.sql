CREATE TABLE support_contacts (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  chatwork_id text NOT NULL,
  chatwork_name text NOT NULL,
  person text NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT support_contacts_tenant_id_pk PRIMARY KEY (tenant_id)
);
--> statement-breakpoint
CREATE TABLE support_requests (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  category text NOT NULL,
  subject text NOT NULL,
  state text DEFAULT 'open' NOT NULL,
  asked_by uuid,
  asked_by_name text NOT NULL,
  locale text DEFAULT 'ja' NOT NULL,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT support_requests_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT support_requests_category_check CHECK (category in ('howTo', 'delivery', 'addresses', 'account', 'billing', 'trouble', 'other')),
  CONSTRAINT support_requests_state_check CHECK (state in ('open', 'answered', 'closed')),
  CONSTRAINT support_requests_locale_check CHECK (locale in ('ja', 'en'))
);
--> statement-breakpoint
CREATE TABLE support_entries (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  request_id uuid NOT NULL,
  kind text NOT NULL,
  author text NOT NULL,
  author_id uuid,
  author_name text NOT NULL,
  body text DEFAULT '' NOT NULL,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT support_entries_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT support_entries_tenant_id_request_id_support_requests_tenant_id_id_fk FOREIGN KEY (tenant_id, request_id) REFERENCES support_requests (tenant_id, id),
  CONSTRAINT support_entries_kind_check CHECK (kind in ('message', 'closed', 'reopened')),
  CONSTRAINT support_entries_author_check CHECK (author in ('user', 'operator'))
);
--> statement-breakpoint
CREATE TABLE support_files (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  entry_id uuid,
  name text NOT NULL,
  media_type text NOT NULL,
  bytes integer NOT NULL,
  uploaded_by uuid,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT support_files_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT support_files_tenant_id_entry_id_support_entries_tenant_id_id_fk FOREIGN KEY (tenant_id, entry_id) REFERENCES support_entries (tenant_id, id)
);
--> statement-breakpoint
CREATE INDEX support_requests_newest ON support_requests (tenant_id, created_at, id);
--> statement-breakpoint
CREATE INDEX support_requests_all ON support_requests (created_at, id);
--> statement-breakpoint
CREATE INDEX support_entries_thread ON support_entries (tenant_id, request_id, created_at);
--> statement-breakpoint
CREATE INDEX support_files_entry ON support_files (tenant_id, entry_id);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['support_contacts', 'support_requests', 'support_entries', 'support_files'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_operator USING (true)', name || '_operator', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- The provider's staff read what a customer wrote to them, change how far it is and add to the thread in their own name only.
CREATE POLICY support_requests_operator_update ON support_requests FOR UPDATE TO ecai_operator USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY support_entries_operator_insert ON support_entries FOR INSERT TO ecai_operator
  WITH CHECK (author = 'operator' AND kind IN ('message', 'closed'));
--> statement-breakpoint
GRANT SELECT (tenant_id, chatwork_id, chatwork_name, person) ON support_contacts TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, category, subject, state, asked_by_name, locale, created_at, updated_at),
  UPDATE (state, updated_at) ON support_requests TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, request_id, kind, author, author_name, body, created_at),
  INSERT (tenant_id, id, request_id, kind, author, author_name, body) ON support_entries TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, entry_id, name, media_type, bytes) ON support_files TO ecai_operator;
--> statement-breakpoint
-- What the staff do about a customer's request is in the customer's own log, whichever way it was written.
CREATE FUNCTION log_support_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
  VALUES (NEW.tenant_id, 'operator', NEW.author_name,
    CASE NEW.kind WHEN 'closed' THEN 'support.closed' ELSE 'support.answered' END,
    'supportRequest', NEW.request_id::text, '{}');
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Where the answer to a request is announced: its asker while that user is active, and nobody else.
CREATE FUNCTION support_asker_email(wanted_tenant uuid, wanted_request uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT u.email FROM public.support_requests r
  JOIN public.users u ON u.tenant_id = r.tenant_id AND u.id = r.asked_by
  WHERE r.tenant_id = wanted_tenant AND r.id = wanted_request AND u.state = 'active'
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION log_support_entry() OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION support_asker_email(uuid, uuid) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION log_support_entry(), support_asker_email(uuid, uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION support_asker_email(uuid, uuid) TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, asked_by) ON support_requests TO ecai_definer;
--> statement-breakpoint
GRANT INSERT (tenant_id, actor_type, actor_name, action, target_type, target_id, details) ON audit_entries TO ecai_definer;
--> statement-breakpoint
CREATE POLICY support_requests_definer ON support_requests FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
CREATE TRIGGER support_entries_log AFTER INSERT ON support_entries
FOR EACH ROW WHEN (NEW.author = 'operator') EXECUTE FUNCTION log_support_entry();
