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
