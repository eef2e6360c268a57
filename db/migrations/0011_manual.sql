-- What the service last measured of itself: written by workers, the operator and commands, read by everybody.
CREATE TABLE "service_facts" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"at" timestamp (6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON service_facts TO ecai_app, ecai_operator;
--> statement-breakpoint
GRANT SELECT ON service_facts TO ecai_backup;
--> statement-breakpoint
CREATE TABLE "isolation_probes" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"day" date,
	"started_by" text,
	"is_successful" boolean NOT NULL,
	"attempts" integer NOT NULL,
	"duration_ms" integer NOT NULL,
	"results" jsonb NOT NULL,
	CONSTRAINT "isolation_probes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "isolation_probes_day" UNIQUE("tenant_id","day"),
	CONSTRAINT "isolation_probes_tenant_fk" FOREIGN KEY ("tenant_id") REFERENCES tenants (id)
);
--> statement-breakpoint
CREATE INDEX "isolation_probes_at" ON "isolation_probes" ("tenant_id","at","id");
--> statement-breakpoint
ALTER TABLE "isolation_probes" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "isolation_probes" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "isolation_probes_select" ON "isolation_probes" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "isolation_probes_insert" ON "isolation_probes" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "isolation_probes_update" ON "isolation_probes" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "isolation_probes_delete" ON "isolation_probes" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
-- A result, once written, stays as it is.
GRANT SELECT, INSERT ON isolation_probes TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON isolation_probes TO ecai_backup;
--> statement-breakpoint
-- Daily work goes through all environments: every one has users, whose policy lets this function see their ids only.
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION list_tenant_ids(after uuid, most integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT DISTINCT u.tenant_id FROM public.users u
  WHERE after IS NULL OR u.tenant_id > after
  ORDER BY u.tenant_id
  LIMIT most
$$;
--> statement-breakpoint
ALTER FUNCTION list_tenant_ids(uuid, integer) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION list_tenant_ids(uuid, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION list_tenant_ids(uuid, integer) TO ecai_app;
