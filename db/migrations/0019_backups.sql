CREATE TABLE "backup_generations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"day" date NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"way" text,
	"started_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (6) with time zone,
	"verified_at" timestamp (6) with time zone,
	"deleted_at" timestamp (6) with time zone,
	"bytes" bigint,
	"raw_bytes" bigint,
	"row_count" bigint,
	"table_count" integer,
	"tenant_count" integer,
	"file_count" integer,
	"schema_version" text,
	"server_version" text,
	"error" text,
	CONSTRAINT "backup_generations_name_unique" UNIQUE("name"),
	CONSTRAINT "backup_generations_state_check" CHECK ("backup_generations"."state" in ('running', 'verified', 'failed', 'damaged', 'deleted')),
	CONSTRAINT "backup_generations_way_check" CHECK ("backup_generations"."way" in ('pg_dump', 'copy'))
);
--> statement-breakpoint
CREATE TABLE "backup_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"taken_at" timestamp (6) with time zone,
	CONSTRAINT "backup_requests_kind_check" CHECK ("backup_requests"."kind" in ('backup', 'drill'))
);
--> statement-breakpoint
CREATE TABLE "restore_drills" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"generation" text,
	"state" text DEFAULT 'running' NOT NULL,
	"started_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (6) with time zone,
	"duration_ms" integer,
	"row_count" bigint,
	"table_count" integer,
	"file_count" integer,
	"erased_tenants" integer,
	"error" text,
	CONSTRAINT "restore_drills_state_check" CHECK ("restore_drills"."state" in ('running', 'succeeded', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "address_tombstones" (
	"tenant_id" uuid NOT NULL,
	"address_hash" text NOT NULL,
	"erased_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "address_tombstones_tenant_id_address_hash_pk" PRIMARY KEY("tenant_id","address_hash")
);
--> statement-breakpoint
CREATE TABLE "contract_endings" (
	"tenant_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"ends_on" date NOT NULL,
	"requested_by" uuid,
	"requested_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contract_endings_tenant_id_pk" PRIMARY KEY("tenant_id"),
	CONSTRAINT "contract_endings_reason_check" CHECK ("contract_endings"."reason" in ('finished', 'price', 'features', 'moved', 'other'))
);
--> statement-breakpoint
ALTER TABLE "contract_endings" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE TABLE "tenant_endings" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'closing' NOT NULL,
	"ends_on" date NOT NULL,
	"certificate_no" text,
	"recipient_sealed" text,
	"subscription_ended_at" timestamp (6) with time zone,
	"erasing_since" timestamp (6) with time zone,
	"erased_at" timestamp (6) with time zone,
	"certificate_sent_at" timestamp (6) with time zone,
	"counts" jsonb DEFAULT '{"tables":{},"files":0,"jobs":0}'::jsonb NOT NULL,
	"requested_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_endings_state_check" CHECK ("tenant_endings"."state" in ('closing', 'erasing', 'erased'))
);
--> statement-breakpoint
CREATE TABLE "tenant_tombstones" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"account_hash" text NOT NULL,
	"email_hashes" text[] NOT NULL,
	"erased_at" timestamp (6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "backup_generations_started" ON "backup_generations" USING btree ("started_at");
--> statement-breakpoint
CREATE INDEX "restore_drills_started" ON "restore_drills" USING btree ("started_at");
--> statement-breakpoint
CREATE INDEX "tenant_endings_ends_on" ON "tenant_endings" USING btree ("ends_on");
--> statement-breakpoint
CREATE POLICY "contract_endings_select" ON "contract_endings" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "contract_endings_insert" ON "contract_endings" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "contract_endings_update" ON "contract_endings" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "contract_endings_delete" ON "contract_endings" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
ALTER TABLE contract_endings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE contract_endings ADD CONSTRAINT contract_endings_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON contract_endings, backup_requests TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON backup_generations, restore_drills, tenant_tombstones, address_tombstones TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_endings TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON backup_generations, restore_drills TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT ON backup_requests TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, state, ends_on, certificate_no, subscription_ended_at, erasing_since, erased_at, certificate_sent_at, counts, requested_at) ON tenant_endings TO ecai_operator;
--> statement-breakpoint
-- Tables of later migrations are backed up and erased like those of today.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO ecai_backup;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO ecai_backup;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO ecai_keeper;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO ecai_keeper;
--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, DELETE ON TABLES TO ecai_keeper;
--> statement-breakpoint
GRANT UPDATE (state, paused_from, scheduled_at) ON deliveries TO ecai_keeper;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_keeper;
--> statement-breakpoint
-- The serving role may not delete audit entries or a tenant; this deletes them for one whose erasure is due, and for no other.
CREATE FUNCTION erase_tenant_rows(tenant uuid, table_name text, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  tenant_column text := CASE WHEN table_name = 'tenants' THEN 'id' ELSE 'tenant_id' END;
  erased bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM public.tenant_endings e WHERE e.tenant_id = tenant AND e.state = 'erasing') THEN
    RAISE EXCEPTION 'tenant % is not being erased', tenant USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF table_name IN ('job_runs', 'tenant_endings', 'tenant_tombstones', 'address_tombstones') THEN
    RAISE EXCEPTION 'table % is kept', table_name USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('DELETE FROM public.%1$I WHERE ctid = ANY (ARRAY(SELECT ctid FROM public.%1$I WHERE %2$I = $1 LIMIT $2))', table_name, tenant_column)
    USING tenant, most;
  GET DIAGNOSTICS erased = ROW_COUNT;
  RETURN erased;
END $$;
--> statement-breakpoint
-- Events of the payment provider name no tenant, only its application, customer or subscription.
CREATE FUNCTION erase_tenant_payments(tenant uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE erased bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM public.tenant_endings e WHERE e.tenant_id = tenant AND e.state = 'erasing') THEN
    RAISE EXCEPTION 'tenant % is not being erased', tenant USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM public.payment_events p
  WHERE p.payload -> 'data' -> 'object' ->> 'client_reference_id' IN (SELECT a.id::text FROM public.applications a WHERE a.tenant_id = tenant)
    OR p.payload -> 'data' -> 'object' ->> 'customer' IN (SELECT t.stripe_customer_id FROM public.tenants t WHERE t.id = tenant)
    OR p.payload -> 'data' -> 'object' ->> 'id' IN (SELECT a.checkout_session_id FROM public.applications a WHERE a.tenant_id = tenant);
  GET DIAGNOSTICS erased = ROW_COUNT;
  RETURN erased;
END $$;
--> statement-breakpoint
ALTER FUNCTION erase_tenant_rows(uuid, text, integer) OWNER TO ecai_keeper;
--> statement-breakpoint
ALTER FUNCTION erase_tenant_payments(uuid) OWNER TO ecai_keeper;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_keeper;
--> statement-breakpoint
REVOKE ALL ON FUNCTION erase_tenant_rows(uuid, text, integer), erase_tenant_payments(uuid) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION erase_tenant_rows(uuid, text, integer), erase_tenant_payments(uuid) TO ecai_app;
