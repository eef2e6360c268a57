CREATE TABLE api_tokens (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  token_hash text NOT NULL,
  hint text NOT NULL,
  expires_at timestamp(6) with time zone NOT NULL,
  created_by uuid,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  last_used_at timestamp(6) with time zone,
  revoked_at timestamp(6) with time zone,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT api_tokens_hash UNIQUE (tenant_id, token_hash),
  CONSTRAINT api_tokens_scopes_check CHECK (scopes <@ '{addresses:write,imports:undo}' AND scopes <> '{}')
);
--> statement-breakpoint
-- A call that is still under way has no status yet.
CREATE TABLE idempotency_keys (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  key text COLLATE "C" NOT NULL,
  fingerprint text,
  status integer,
  answer jsonb,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, key),
  CONSTRAINT idempotency_keys_answer_check CHECK (status IS NULL OR (answer IS NOT NULL AND fingerprint IS NOT NULL))
);
--> statement-breakpoint
ALTER TABLE imports
  ADD COLUMN api_token_id uuid,
  ADD COLUMN starts_when_checked boolean DEFAULT false NOT NULL,
  ADD CONSTRAINT imports_api_token_fk FOREIGN KEY (tenant_id, api_token_id) REFERENCES api_tokens (tenant_id, id);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['api_tokens', 'idempotency_keys']
  LOOP
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
-- A returned mail names its delivery in 64 characters, which leave no room for the tenant.
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION tenant_of_delivery(wanted uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT tenant_id FROM public.deliveries WHERE id = wanted $$;
--> statement-breakpoint
CREATE INDEX deliveries_id ON deliveries (id);
--> statement-breakpoint
-- What stands before the @ of the address by which an empty mail signs up; null where a form takes none.
ALTER TABLE signup_forms ADD COLUMN mail_key text;
--> statement-breakpoint
CREATE INDEX signup_forms_mail_key ON signup_forms (mail_key) WHERE mail_key IS NOT NULL;
--> statement-breakpoint
GRANT SELECT (mail_key) ON signup_forms TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION find_form_by_mail_key(wanted text) RETURNS TABLE (tenant_id uuid, form_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT f.tenant_id, f.id FROM public.signup_forms f WHERE f.mail_key = wanted $$;
--> statement-breakpoint
ALTER FUNCTION tenant_of_delivery(uuid) OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION find_form_by_mail_key(text) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION tenant_of_delivery(uuid), find_form_by_mail_key(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION tenant_of_delivery(uuid), find_form_by_mail_key(text) TO ecai_app;
