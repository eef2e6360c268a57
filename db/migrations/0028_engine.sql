-- What a customer decides once for all deliveries; without a row the columns' defaults hold.
CREATE TABLE sending_settings (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  tracks boolean DEFAULT true NOT NULL,
  quiet_from smallint,
  quiet_until smallint,
  most_bounces smallint DEFAULT 100,
  most_complaints smallint DEFAULT 5,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT sending_settings_tenant_id_pk PRIMARY KEY (tenant_id),
  CONSTRAINT sending_settings_quiet_check CHECK (
    (quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from <> quiet_until
    AND quiet_from BETWEEN 0 AND 1439 AND quiet_until BETWEEN 0 AND 1439),
  CONSTRAINT sending_settings_bounces_check CHECK (most_bounces BETWEEN 1 AND 1000),
  CONSTRAINT sending_settings_complaints_check CHECK (most_complaints BETWEEN 1 AND 1000)
);
--> statement-breakpoint
ALTER TABLE deliveries
  ADD COLUMN resend_of uuid,
  ADD COLUMN tracks boolean DEFAULT true NOT NULL,
  ADD COLUMN has_web_version boolean DEFAULT false NOT NULL,
  ADD COLUMN utm_campaign text DEFAULT '' NOT NULL,
  ADD COLUMN is_canary boolean DEFAULT false NOT NULL,
  ADD COLUMN is_guarded boolean DEFAULT true NOT NULL,
  ADD CONSTRAINT deliveries_tenant_id_resend_of_deliveries_tenant_id_id_fk
    FOREIGN KEY (tenant_id, resend_of) REFERENCES deliveries (tenant_id, id) ON DELETE SET NULL (resend_of);
--> statement-breakpoint
CREATE INDEX deliveries_resends ON deliveries (tenant_id, resend_of) WHERE resend_of IS NOT NULL;
--> statement-breakpoint
-- The links of a delivery as they were written: a recipient's link names one by its number and can lead nowhere else.
CREATE TABLE delivery_links (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  delivery_id uuid NOT NULL,
  link_no smallint NOT NULL,
  url text NOT NULL,
  clicked integer DEFAULT 0 NOT NULL,
  CONSTRAINT delivery_links_tenant_id_delivery_id_link_no_pk PRIMARY KEY (tenant_id, delivery_id, link_no),
  CONSTRAINT delivery_links_tenant_id_delivery_id_deliveries_tenant_id_id_fk
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['sending_settings', 'delivery_links'] LOOP
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
