ALTER TABLE notices ADD COLUMN state text DEFAULT 'published' NOT NULL;
--> statement-breakpoint
ALTER TABLE notices ALTER COLUMN state SET DEFAULT 'draft';
--> statement-breakpoint
ALTER TABLE notices ALTER COLUMN published_at DROP NOT NULL, ALTER COLUMN published_at DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE notices
	ADD COLUMN status text,
	ADD COLUMN scheduled_at timestamp(6) with time zone,
	ADD COLUMN audience text DEFAULT 'all' NOT NULL,
	ADD COLUMN plan_ids text[] DEFAULT '{}'::text[] NOT NULL,
	ADD COLUMN tenant_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
	ADD COLUMN must_acknowledge boolean DEFAULT false NOT NULL,
	ADD COLUMN override_reason text,
	ADD COLUMN new_region text,
	ADD COLUMN incident_id uuid,
	ADD COLUMN fanned_out_at timestamp(6) with time zone,
	ADD COLUMN updated_at timestamp(6) with time zone DEFAULT now() NOT NULL;
--> statement-breakpoint
-- What was published before there were other channels was told on the dashboard alone.
UPDATE notices SET fanned_out_at = now();
--> statement-breakpoint
ALTER TABLE notices
	ADD CONSTRAINT notices_state_check CHECK (state in ('draft', 'scheduled', 'published')),
	ADD CONSTRAINT notices_status_check CHECK (status in ('investigating', 'affected', 'not_affected', 'mitigated', 'completed')),
	ADD CONSTRAINT notices_audience_check CHECK (audience in ('all', 'plans', 'tenants'));
--> statement-breakpoint
CREATE TABLE notice_updates (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	notice_id uuid NOT NULL REFERENCES notices (id),
	status text,
	body_ja text NOT NULL,
	body_en text NOT NULL,
	published_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	fanned_out_at timestamp(6) with time zone,
	created_by uuid REFERENCES operators (id),
	CONSTRAINT notice_updates_status_check CHECK (status in ('investigating', 'affected', 'not_affected', 'mitigated', 'completed'))
);
--> statement-breakpoint
CREATE INDEX notice_updates_notice ON notice_updates (notice_id, published_at);
--> statement-breakpoint
CREATE TABLE storage_regions (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	region text NOT NULL,
	since timestamp(6) with time zone DEFAULT now() NOT NULL,
	notice_id uuid REFERENCES notices (id)
);
--> statement-breakpoint
ALTER TABLE notice_reads ADD COLUMN acknowledged_at timestamp(6) with time zone;
--> statement-breakpoint
GRANT UPDATE (state, published_at, fanned_out_at, updated_at) ON notices TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON notice_updates TO ecai_app;
--> statement-breakpoint
GRANT UPDATE (fanned_out_at) ON notice_updates TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON storage_regions TO ecai_app;
--> statement-breakpoint
GRANT DELETE ON notices TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT ON notice_updates TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON storage_regions TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON notice_updates, storage_regions TO ecai_backup;
--> statement-breakpoint
-- The operator's role adds no jobs itself: what it publishes wakes the worker.
CREATE FUNCTION wake_notices() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM graphile_worker.add_job('notices.sweep', '{}'::json);
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION wake_notices() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER notices_wake AFTER INSERT OR UPDATE OF state ON notices
FOR EACH ROW WHEN (new.state = 'published' AND new.fanned_out_at IS NULL) EXECUTE FUNCTION wake_notices();
--> statement-breakpoint
CREATE TRIGGER notice_updates_wake AFTER INSERT ON notice_updates
FOR EACH ROW WHEN (new.fanned_out_at IS NULL) EXECUTE FUNCTION wake_notices();
--> statement-breakpoint
-- Row-level security hides every other environment from the worker; whom a notice is for is asked in one place, for ids and plans only.
GRANT SELECT (id, plan_id, state) ON tenants TO ecai_definer;
--> statement-breakpoint
CREATE POLICY tenants_definer ON tenants FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION list_notice_tenants() RETURNS TABLE (tenant_id uuid, plan_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT t.id, t.plan_id FROM public.tenants t ORDER BY t.id
$$;
--> statement-breakpoint
ALTER FUNCTION list_notice_tenants() OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_notice_tenants() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_notice_tenants() TO ecai_app;
