CREATE TABLE "evidence_packs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp (6) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (6) with time zone,
	"sections_done" integer DEFAULT 0 NOT NULL,
	"bytes" bigint,
	"sha256" text,
	CONSTRAINT "evidence_packs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "evidence_packs_state_check" CHECK ("evidence_packs"."state" in ('queued', 'running', 'ready', 'failed')),
	CONSTRAINT "evidence_packs_ready_check" CHECK (state <> 'ready' or (bytes is not null and sha256 is not null)),
	CONSTRAINT "evidence_packs_tenant_fk" FOREIGN KEY ("tenant_id") REFERENCES tenants (id)
);
--> statement-breakpoint
CREATE INDEX "evidence_packs_created" ON "evidence_packs" USING btree ("tenant_id","created_at","id");
--> statement-breakpoint
CREATE UNIQUE INDEX "evidence_packs_open" ON "evidence_packs" USING btree ("tenant_id") WHERE state in ('queued', 'running');
--> statement-breakpoint
ALTER TABLE "evidence_packs" ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "evidence_packs" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY "evidence_packs_select" ON "evidence_packs" AS PERMISSIVE FOR SELECT TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "evidence_packs_insert" ON "evidence_packs" AS PERMISSIVE FOR INSERT TO "ecai_app" WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "evidence_packs_update" ON "evidence_packs" AS PERMISSIVE FOR UPDATE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY "evidence_packs_delete" ON "evidence_packs" AS PERMISSIVE FOR DELETE TO "ecai_app" USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON evidence_packs TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON evidence_packs TO ecai_backup;
