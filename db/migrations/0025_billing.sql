CREATE TABLE billing_accounts (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  company_name text DEFAULT '' NOT NULL,
  recipient text DEFAULT '' NOT NULL,
  postal_address text DEFAULT '' NOT NULL,
  next_plan_id text,
  next_plan_at timestamp (6) with time zone,
  unpaid_since timestamp (6) with time zone,
  stopped_at timestamp (6) with time zone,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT billing_accounts_tenant_id_pk PRIMARY KEY (tenant_id)
);
--> statement-breakpoint
CREATE TABLE plan_periods (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  plan_id text NOT NULL,
  started_at timestamp (6) with time zone NOT NULL,
  ended_at timestamp (6) with time zone,
  CONSTRAINT plan_periods_tenant_id_id_pk PRIMARY KEY (tenant_id, id)
);
--> statement-breakpoint
CREATE UNIQUE INDEX plan_periods_current ON plan_periods (tenant_id) WHERE ended_at IS NULL;
--> statement-breakpoint
CREATE TABLE invoices (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  provider_id text NOT NULL,
  number text NOT NULL,
  issued_at timestamp (6) with time zone NOT NULL,
  lines jsonb NOT NULL,
  total integer NOT NULL,
  issuer jsonb NOT NULL,
  recipient jsonb NOT NULL,
  paid_at timestamp (6) with time zone,
  failed_at timestamp (6) with time zone,
  voided_at timestamp (6) with time zone,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT invoices_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT invoices_tenant_id_provider_id_unique UNIQUE (tenant_id, provider_id)
);
--> statement-breakpoint
CREATE INDEX invoices_newest ON invoices (tenant_id, issued_at, id);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['billing_accounts', 'plan_periods', 'invoices'] LOOP
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
CREATE POLICY billing_accounts_definer ON billing_accounts FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
GRANT SELECT (tenant_id, next_plan_at, unpaid_since) ON billing_accounts TO ecai_definer;
--> statement-breakpoint
GRANT SELECT (id, stripe_customer_id) ON tenants TO ecai_definer;
--> statement-breakpoint
-- Whose event of the payment provider it is; nothing else of the customer is told.
CREATE FUNCTION tenant_of_payer(wanted_customer text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.id FROM public.tenants t WHERE t.stripe_customer_id = wanted_customer LIMIT 1
$$;
--> statement-breakpoint
-- Customers with something to be done about their payment or plan now.
CREATE FUNCTION list_billing_due(due timestamp with time zone) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT b.tenant_id FROM public.billing_accounts b WHERE b.unpaid_since IS NOT NULL OR b.next_plan_at <= due
$$;
--> statement-breakpoint
CREATE INDEX billing_accounts_due ON billing_accounts (next_plan_at, unpaid_since)
  WHERE next_plan_at IS NOT NULL OR unpaid_since IS NOT NULL;
--> statement-breakpoint
CREATE INDEX tenants_stripe_customer ON tenants (stripe_customer_id) WHERE stripe_customer_id IS NOT NULL;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION tenant_of_payer(text) OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION list_billing_due(timestamp with time zone) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION tenant_of_payer(text), list_billing_due(timestamp with time zone) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION tenant_of_payer(text), list_billing_due(timestamp with time zone) TO ecai_app;
--> statement-breakpoint
-- What is known of vulnerabilities in the packages that the service is built from.
CREATE TABLE package_audits (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  checked_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  report jsonb,
  error text,
  CONSTRAINT package_audits_outcome_check CHECK ((report IS NULL) <> (error IS NULL))
);
--> statement-breakpoint
CREATE INDEX package_audits_newest ON package_audits (checked_at);
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON package_audits TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON package_audits TO ecai_operator, ecai_backup;
