CREATE TABLE incidents (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	title text NOT NULL,
	description text NOT NULL,
	source text NOT NULL,
	detected_at timestamp(6) with time zone NOT NULL,
	notified_at timestamp(6) with time zone,
	closed_at timestamp(6) with time zone,
	impact text DEFAULT '' NOT NULL,
	cause text DEFAULT '' NOT NULL,
	measures text DEFAULT '' NOT NULL,
	reported_by_tenant uuid,
	created_by uuid REFERENCES operators (id),
	created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	updated_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT incidents_source_check CHECK (source in ('operator', 'customer'))
);
--> statement-breakpoint
CREATE INDEX incidents_detected ON incidents (detected_at, id);
--> statement-breakpoint
CREATE TABLE incident_tenants (
	incident_id uuid NOT NULL REFERENCES incidents (id),
	tenant_id uuid NOT NULL,
	created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT incident_tenants_pkey PRIMARY KEY(incident_id, tenant_id)
);
--> statement-breakpoint
CREATE INDEX incident_tenants_tenant ON incident_tenants (tenant_id, incident_id);
--> statement-breakpoint
CREATE TABLE incident_entries (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	incident_id uuid NOT NULL REFERENCES incidents (id),
	at timestamp(6) with time zone DEFAULT now() NOT NULL,
	kind text NOT NULL,
	actor_name text NOT NULL,
	text text DEFAULT '' NOT NULL,
	is_shared boolean DEFAULT false NOT NULL,
	CONSTRAINT incident_entries_kind_check CHECK (kind in ('opened', 'reported', 'note', 'changed', 'escalated', 'overdue', 'notified', 'closed'))
);
--> statement-breakpoint
CREATE INDEX incident_entries_incident ON incident_entries (incident_id, at);
--> statement-breakpoint
ALTER TABLE notices ADD CONSTRAINT notices_incident_fk FOREIGN KEY (incident_id) REFERENCES incidents (id);
--> statement-breakpoint
GRANT SELECT, INSERT ON incidents, incident_tenants, incident_entries TO ecai_app;
--> statement-breakpoint
GRANT UPDATE (notified_at, updated_at) ON incidents TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON incidents TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON incident_tenants TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT ON incident_entries TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON incidents, incident_tenants, incident_entries TO ecai_backup;
