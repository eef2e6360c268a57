CREATE TABLE "session_policies" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"absolute_days" integer NOT NULL,
	"idle_minutes" integer,
	"updated_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "session_policies_absolute_check" CHECK (absolute_days between 1 and 30),
	CONSTRAINT "session_policies_idle_check" CHECK (idle_minutes between 5 and 43200),
	CONSTRAINT "session_policies_tenant_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id")
);
--> statement-breakpoint
ALTER TABLE "session_policies" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "session_policies" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "session_policies_select" ON "session_policies" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "session_policies_insert" ON "session_policies" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "session_policies_update" ON "session_policies" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "session_policies_delete" ON "session_policies" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
GRANT SELECT ON "session_policies" TO ecai_backup;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "session_policies" TO ecai_app;
--> statement-breakpoint
CREATE TABLE "sign_ins" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"outcome" text NOT NULL,
	"factor" text NOT NULL,
	"reason" text,
	"ip" text,
	"user_agent" text,
	CONSTRAINT "sign_ins_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "sign_ins_outcome_check" CHECK (outcome in ('success', 'failure')),
	CONSTRAINT "sign_ins_user_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE cascade,
	CONSTRAINT "sign_ins_tenant_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id")
);
--> statement-breakpoint
ALTER TABLE "sign_ins" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sign_ins" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "sign_ins_select" ON "sign_ins" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "sign_ins_insert" ON "sign_ins" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "sign_ins_update" ON "sign_ins" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "sign_ins_delete" ON "sign_ins" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
GRANT SELECT ON "sign_ins" TO ecai_backup;
--> statement-breakpoint
GRANT SELECT, INSERT ON "sign_ins" TO ecai_app;
--> statement-breakpoint
CREATE TABLE "sign_in_devices" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"device_hash" text NOT NULL,
	"first_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sign_in_devices_pk" PRIMARY KEY("tenant_id","user_id","device_hash"),
	CONSTRAINT "sign_in_devices_user_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "users"("tenant_id","id") ON DELETE cascade,
	CONSTRAINT "sign_in_devices_tenant_fk" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id")
);
--> statement-breakpoint
ALTER TABLE "sign_in_devices" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "sign_in_devices" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "sign_in_devices_select" ON "sign_in_devices" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "sign_in_devices_insert" ON "sign_in_devices" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "sign_in_devices_update" ON "sign_in_devices" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "sign_in_devices_delete" ON "sign_in_devices" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
GRANT SELECT ON "sign_in_devices" TO ecai_backup;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_devices" TO ecai_app;
--> statement-breakpoint
CREATE INDEX "sign_ins_user" ON "sign_ins" USING btree ("tenant_id","user_id","at","id");
--> statement-breakpoint
CREATE INDEX "sign_ins_at" ON "sign_ins" USING btree ("at");
--> statement-breakpoint
-- The history of sign-ins is append-only for the application; only this function takes old entries away, of all tenants at once.
GRANT SELECT (at), DELETE ON sign_ins TO ecai_definer;
--> statement-breakpoint
CREATE POLICY sign_ins_definer ON sign_ins FOR SELECT TO ecai_definer USING (at < now() - interval '400 days');
--> statement-breakpoint
CREATE POLICY sign_ins_definer_delete ON sign_ins FOR DELETE TO ecai_definer USING (at < now() - interval '400 days');
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
CREATE FUNCTION prune_sign_ins() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH gone AS (DELETE FROM public.sign_ins WHERE at < now() - interval '400 days' RETURNING at)
  SELECT count(*) FROM gone
$$;
--> statement-breakpoint
ALTER FUNCTION prune_sign_ins() OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION prune_sign_ins() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION prune_sign_ins() TO ecai_app;
