CREATE TABLE alarms (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
  rule text NOT NULL,
  subject text DEFAULT '' NOT NULL,
  value double precision NOT NULL,
  threshold double precision NOT NULL,
  opened_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  closed_at timestamp (6) with time zone,
  told_at timestamp (6) with time zone,
  CONSTRAINT alarms_rule_check CHECK (rule in ('cpu', 'memory', 'disk', 'connections', 'queue_age', 'delivery_age', 'failed_jobs', 'workers', 'clock_offset', 'certificate_days', 'backup_age', 'outbox_age'))
);
--> statement-breakpoint
CREATE TABLE metric_samples (
  metric text NOT NULL,
  host text DEFAULT '' NOT NULL,
  step text NOT NULL,
  at timestamp (6) with time zone NOT NULL,
  average double precision NOT NULL,
  highest double precision NOT NULL,
  samples integer DEFAULT 1 NOT NULL,
  CONSTRAINT metric_samples_metric_step_host_at_pk PRIMARY KEY (metric, step, host, at),
  CONSTRAINT metric_samples_step_check CHECK (step in ('minute', 'hour', 'day'))
);
--> statement-breakpoint
CREATE TABLE service_settings (
  key text PRIMARY KEY NOT NULL,
  value jsonb NOT NULL,
  updated_by uuid,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE tenant_limits (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  addresses integer,
  monthly_mails integer,
  users integer,
  mails_per_hour integer,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT tenant_limits_tenant_id_pk PRIMARY KEY (tenant_id)
);
--> statement-breakpoint
CREATE TABLE tenant_usage (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  addresses integer DEFAULT 0 NOT NULL,
  users integer DEFAULT 0 NOT NULL,
  mails_this_month integer DEFAULT 0 NOT NULL,
  hour_start timestamp (6) with time zone DEFAULT now() NOT NULL,
  hour_mails integer DEFAULT 0 NOT NULL,
  measured_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT tenant_usage_tenant_id_pk PRIMARY KEY (tenant_id)
);
--> statement-breakpoint
CREATE UNIQUE INDEX alarms_open ON alarms (rule, subject) WHERE closed_at IS NULL;
--> statement-breakpoint
CREATE INDEX alarms_opened ON alarms (opened_at, id);
--> statement-breakpoint
CREATE INDEX metric_samples_age ON metric_samples (step, at);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['tenant_limits', 'tenant_usage'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('CREATE POLICY %I ON %I TO ecai_operator USING (true) WITH CHECK (true)', name || '_operator', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_app, ecai_backup', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A customer's limits are the provider's to set; its usage is counted by the service.
GRANT SELECT (tenant_id, addresses, monthly_mails, users, mails_per_hour, updated_at),
  INSERT (tenant_id, addresses, monthly_mails, users, mails_per_hour, updated_at),
  UPDATE (addresses, monthly_mails, users, mails_per_hour, updated_at) ON tenant_limits TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, addresses, users, mails_this_month, hour_start, hour_mails, measured_at) ON tenant_usage TO ecai_operator;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON tenant_usage TO ecai_app;
--> statement-breakpoint
GRANT DELETE ON tenant_limits TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON metric_samples, alarms, service_settings TO ecai_app, ecai_operator, ecai_backup;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON metric_samples, alarms TO ecai_app;
--> statement-breakpoint
GRANT INSERT, UPDATE ON service_settings TO ecai_operator;
