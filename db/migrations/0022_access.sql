-- Only the policies of ecai_app let anybody past forced row-level security: its owner steps aside for this statement.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- One master account for each tenant. Where there are several, the one in use that came first stays, the rest become managers.
UPDATE users SET role = 'manager', granted = '{}', denied = '{}', updated_at = now()
WHERE role = 'master' AND (tenant_id, id) NOT IN (
  SELECT DISTINCT ON (tenant_id) tenant_id, id FROM users WHERE role = 'master'
  ORDER BY tenant_id, (state = 'active') DESC, created_at, id
);
--> statement-breakpoint
ALTER TABLE users FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE UNIQUE INDEX users_one_master ON users (tenant_id) WHERE role = 'master';
--> statement-breakpoint
GRANT SELECT (role) ON users TO ecai_definer;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
-- The other half: a tenant with users never ends a transaction without the active master it began with.
CREATE FUNCTION keep_master() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM public.users u WHERE u.tenant_id = OLD.tenant_id)
    AND NOT EXISTS (SELECT FROM public.users u
      WHERE u.tenant_id = OLD.tenant_id AND u.role = 'master' AND u.state = 'active') THEN
    RAISE EXCEPTION 'the tenant would be left without a master account'
      USING ERRCODE = '23514', CONSTRAINT = 'users_keep_master';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
ALTER FUNCTION keep_master() OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION keep_master() FROM PUBLIC;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER users_keep_master_changed AFTER UPDATE OF role, state ON users
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.role = 'master' AND OLD.state = 'active' AND (NEW.role <> 'master' OR NEW.state <> 'active'))
EXECUTE FUNCTION keep_master();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER users_keep_master_deleted AFTER DELETE ON users
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.role = 'master' AND OLD.state = 'active')
EXECUTE FUNCTION keep_master();
--> statement-breakpoint
ALTER TABLE user_tokens DROP CONSTRAINT user_tokens_purpose_check;
--> statement-breakpoint
ALTER TABLE user_tokens ADD CONSTRAINT user_tokens_purpose_check
  CHECK (purpose IN ('invitation', 'password_reset', 'email_old', 'email_new', 'network_recovery'));
--> statement-breakpoint
CREATE TABLE email_changes (
  tenant_id uuid NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  user_id uuid NOT NULL,
  session_id uuid,
  old_email text COLLATE "C" NOT NULL,
  new_email text COLLATE "C" NOT NULL,
  state text DEFAULT 'open' NOT NULL,
  old_confirmed_at timestamp(6) with time zone,
  new_confirmed_at timestamp(6) with time zone,
  expires_at timestamp(6) with time zone NOT NULL,
  ended_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT email_changes_state_check CHECK (state IN ('open', 'completed', 'refused', 'withdrawn', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX email_changes_open ON email_changes (tenant_id, user_id) WHERE state = 'open';
--> statement-breakpoint
ALTER TABLE email_changes ADD CONSTRAINT email_changes_user_fk
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE;
--> statement-breakpoint
CREATE TABLE mastership_offers (
  tenant_id uuid NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  from_user_id uuid NOT NULL,
  to_user_id uuid NOT NULL,
  state text DEFAULT 'open' NOT NULL,
  expires_at timestamp(6) with time zone NOT NULL,
  ended_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT mastership_offers_state_check CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn', 'expired')),
  CONSTRAINT mastership_offers_others_check CHECK (from_user_id <> to_user_id)
);
--> statement-breakpoint
CREATE UNIQUE INDEX mastership_offers_open ON mastership_offers (tenant_id) WHERE state = 'open';
--> statement-breakpoint
ALTER TABLE mastership_offers ADD CONSTRAINT mastership_offers_from_fk
  FOREIGN KEY (tenant_id, from_user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE;
--> statement-breakpoint
ALTER TABLE mastership_offers ADD CONSTRAINT mastership_offers_to_fk
  FOREIGN KEY (tenant_id, to_user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE;
--> statement-breakpoint
CREATE TABLE network_policies (
  tenant_id uuid PRIMARY KEY,
  is_on boolean DEFAULT false NOT NULL,
  ranges text[] DEFAULT '{}' NOT NULL,
  notes text[] DEFAULT '{}' NOT NULL,
  updated_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT network_policies_ranges_check CHECK (cardinality(ranges) <= 100 AND cardinality(notes) = cardinality(ranges)),
  CONSTRAINT network_policies_on_check CHECK (NOT is_on OR cardinality(ranges) > 0)
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own constant text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['email_changes', 'mastership_offers', 'network_policies'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (tenant_id) REFERENCES tenants (id)', name, name || '_tenant_fk');
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
  END LOOP;
END $$;
