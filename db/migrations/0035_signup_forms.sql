CREATE TABLE signup_forms (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  introduction text DEFAULT '' NOT NULL,
  name_field text DEFAULT 'optional' NOT NULL,
  attribute_fields jsonb DEFAULT '[]' NOT NULL,
  choice_tag_ids uuid[] DEFAULT '{}' NOT NULL,
  hidden_tag_ids uuid[] DEFAULT '{}' NOT NULL,
  consent_wording text NOT NULL,
  completion_message text DEFAULT '' NOT NULL,
  locale text DEFAULT 'ja' NOT NULL,
  is_active boolean DEFAULT true NOT NULL,
  allowed_sites text[] DEFAULT '{}' NOT NULL,
  submitted_count integer DEFAULT 0 NOT NULL,
  confirmed_count integer DEFAULT 0 NOT NULL,
  created_by uuid,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT signup_forms_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT signup_forms_name UNIQUE (tenant_id, name),
  CONSTRAINT signup_forms_name_field_check CHECK (name_field in ('none', 'optional', 'required')),
  CONSTRAINT signup_forms_locale_check CHECK (locale in ('ja', 'en'))
);
--> statement-breakpoint
-- Who opens a form knows nothing but its id.
CREATE INDEX signup_forms_id ON signup_forms (id);
--> statement-breakpoint
-- What somebody entered and has not confirmed yet: nothing of it is in the address book.
CREATE TABLE signup_requests (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  form_id uuid NOT NULL,
  email text COLLATE "C" NOT NULL,
  name text DEFAULT '' NOT NULL,
  attribute_values jsonb DEFAULT '{}' NOT NULL,
  tag_ids uuid[] DEFAULT '{}' NOT NULL,
  consent_wording text NOT NULL,
  ip text,
  token_hash text NOT NULL,
  expires_at timestamp (6) with time zone NOT NULL,
  confirmed_at timestamp (6) with time zone,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT signup_requests_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT signup_requests_token UNIQUE (tenant_id, token_hash),
  CONSTRAINT signup_requests_tenant_id_form_id_signup_forms_tenant_id_id_fk FOREIGN KEY (tenant_id, form_id)
    REFERENCES signup_forms (tenant_id, id) ON DELETE CASCADE
);
--> statement-breakpoint
CREATE INDEX signup_requests_email ON signup_requests (tenant_id, email);
--> statement-breakpoint
CREATE INDEX signup_requests_form ON signup_requests (tenant_id, form_id);
--> statement-breakpoint
CREATE INDEX signup_requests_expires ON signup_requests (tenant_id, expires_at);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['signup_forms', 'signup_requests'] LOOP
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
GRANT SELECT (tenant_id, id, locale, allowed_sites) ON signup_forms TO ecai_definer;
--> statement-breakpoint
CREATE POLICY signup_forms_definer ON signup_forms FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
-- Whose form an unguessable id names, and how it is shown, before there is a tenant to look as.
CREATE FUNCTION find_signup_form(wanted uuid) RETURNS TABLE (tenant_id uuid, locale text, allowed_sites text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT f.tenant_id, f.locale, f.allowed_sites FROM public.signup_forms f WHERE f.id = wanted
$$;
--> statement-breakpoint
CREATE FUNCTION is_trap_address(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM public.trap_addresses t WHERE t.email = wanted COLLATE "C")
$$;
--> statement-breakpoint
ALTER FUNCTION find_signup_form(uuid) OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION is_trap_address(text) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION find_signup_form(uuid), is_trap_address(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION find_signup_form(uuid), is_trap_address(text) TO ecai_app;
--> statement-breakpoint
-- What an erased person has entered in a form goes as well.
CREATE OR REPLACE FUNCTION erase_people(tenant uuid, ids uuid[], emails text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  people uuid[];
BEGIN
  -- Addresses first, as imports and undos lock them.
  PERFORM FROM public.addresses a
  WHERE a.tenant_id = tenant AND (a.id = ANY (ids) OR a.email = ANY (emails COLLATE "C")) ORDER BY a.id FOR UPDATE;
  SELECT array_agg(known.id) INTO people FROM (
    SELECT unnest(ids) AS id
    UNION SELECT a.id FROM public.addresses a WHERE a.tenant_id = tenant AND a.email = ANY (emails COLLATE "C")
    UNION SELECT r.address_id FROM public.recipients r WHERE r.tenant_id = tenant AND r.email = ANY (emails COLLATE "C")
    UNION SELECT u.address_id FROM public.utility_changes u
      WHERE u.tenant_id = tenant AND u.before ->> 'email' = ANY (emails)
  ) known;
  UPDATE public.provider_events e SET payload = public.without_person(e.payload)
  FROM public.recipients r
  WHERE r.tenant_id = tenant AND (r.address_id = ANY (ids) OR r.email = ANY (emails COLLATE "C"))
    AND e.tenant_id = tenant AND e.delivery_id = r.delivery_id AND e.batch_no = r.batch_no
    AND e.address_id = r.address_id;
  UPDATE public.recipients r
  SET email = 'erased@erased.invalid', merge = '{}', message_id = NULL, reason = split_part(r.reason, ':', 1)
  WHERE r.tenant_id = tenant AND (r.address_id = ANY (ids) OR r.email = ANY (emails COLLATE "C"));
  DELETE FROM public.utility_changes u WHERE u.tenant_id = tenant AND u.address_id = ANY (people);
  DELETE FROM public.suppressions s WHERE s.tenant_id = tenant AND s.email = ANY (emails COLLATE "C");
  DELETE FROM public.signup_requests r WHERE r.tenant_id = tenant AND r.email = ANY (emails COLLATE "C");
  DELETE FROM public.addresses a
  WHERE a.tenant_id = tenant AND (a.id = ANY (ids) OR a.email = ANY (emails COLLATE "C"));
  PERFORM public.erase_from_imports(tenant, people, emails);
END $$;
