ALTER TABLE sessions ADD COLUMN proven_at timestamp(6) with time zone NOT NULL DEFAULT now();
--> statement-breakpoint
ALTER TABLE operator_sessions ADD COLUMN proven_at timestamp(6) with time zone NOT NULL DEFAULT now();
--> statement-breakpoint
-- Sessions that began without a second step end here.
UPDATE operator_sessions SET revoked_at = now() WHERE revoked_at IS NULL;
--> statement-breakpoint
CREATE TABLE totp_factors (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  secret text NOT NULL,
  last_step bigint DEFAULT 0 NOT NULL,
  confirmed_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
--> statement-breakpoint
CREATE TABLE recovery_codes (
  tenant_id uuid NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  user_id uuid NOT NULL,
  code_hash text NOT NULL,
  used_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT recovery_codes_hash UNIQUE (tenant_id, user_id, code_hash)
);
--> statement-breakpoint
CREATE TABLE passkeys (
  tenant_id uuid NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  user_id uuid NOT NULL,
  credential_id text NOT NULL,
  public_key text NOT NULL,
  counter bigint DEFAULT 0 NOT NULL,
  transports text[] NOT NULL,
  name text NOT NULL,
  is_backed_up boolean NOT NULL,
  last_used_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT passkeys_credential UNIQUE (tenant_id, credential_id)
);
--> statement-breakpoint
CREATE INDEX passkeys_user ON passkeys (tenant_id, user_id);
--> statement-breakpoint
CREATE TABLE sign_in_challenges (
  tenant_id uuid NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  user_id uuid NOT NULL,
  token_hash text NOT NULL,
  expires_at timestamp(6) with time zone NOT NULL,
  used_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CONSTRAINT sign_in_challenges_hash UNIQUE (tenant_id, token_hash)
);
--> statement-breakpoint
CREATE INDEX sign_in_challenges_user ON sign_in_challenges (tenant_id, user_id);
--> statement-breakpoint
CREATE TABLE second_step_policies (
  tenant_id uuid PRIMARY KEY,
  is_required boolean DEFAULT false NOT NULL,
  grace_days integer DEFAULT 7 NOT NULL,
  required_since timestamp(6) with time zone,
  updated_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT second_step_policies_grace CHECK (grace_days BETWEEN 0 AND 90)
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own constant text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['totp_factors', 'recovery_codes', 'passkeys', 'sign_in_challenges', 'second_step_policies'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (tenant_id) REFERENCES tenants (id)', name, name || '_tenant_fk');
    IF name <> 'second_step_policies' THEN
      EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE', name, name || '_user_fk');
    END IF;
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE TABLE operator_totp (
  operator_id uuid PRIMARY KEY REFERENCES operators (id) ON DELETE CASCADE,
  secret text NOT NULL,
  last_step bigint DEFAULT 0 NOT NULL,
  confirmed_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE operator_recovery_codes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  operator_id uuid NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  code_hash text NOT NULL,
  used_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT operator_recovery_codes_hash UNIQUE (operator_id, code_hash)
);
--> statement-breakpoint
CREATE TABLE operator_challenges (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  operator_id uuid NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  token_hash text NOT NULL UNIQUE,
  expires_at timestamp(6) with time zone NOT NULL,
  used_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE passkey_challenges (
  hash text PRIMARY KEY,
  subject text NOT NULL,
  expires_at timestamp(6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE guesses (
  key text PRIMARY KEY,
  checked_at timestamp(6) with time zone[] NOT NULL,
  is_allowed boolean NOT NULL,
  updated_at timestamp(6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX guesses_updated ON guesses (updated_at);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON passkey_challenges TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON guesses TO ecai_app, ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON operator_totp, operator_recovery_codes, operator_challenges TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON operator_totp, operator_recovery_codes, operator_challenges, passkey_challenges, guesses TO ecai_backup;
