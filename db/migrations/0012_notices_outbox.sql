CREATE TABLE outbox_texts (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	subject_type text NOT NULL,
	subject_id text NOT NULL,
	part text DEFAULT '' NOT NULL,
	locale text NOT NULL,
	title text NOT NULL,
	body text NOT NULL,
	link text,
	created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT outbox_texts_subject UNIQUE(subject_type, subject_id, part, locale),
	CONSTRAINT outbox_texts_locale_check CHECK (locale in ('ja', 'en'))
);
--> statement-breakpoint
CREATE TABLE outbox_messages (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	subject_type text NOT NULL,
	subject_id text NOT NULL,
	part text DEFAULT '' NOT NULL,
	channel text NOT NULL,
	target text NOT NULL,
	tenant_id uuid,
	text_id uuid NOT NULL REFERENCES outbox_texts (id),
	state text DEFAULT 'queued' NOT NULL,
	attempts integer DEFAULT 0 NOT NULL,
	next_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	lease_until timestamp(6) with time zone,
	first_tried_at timestamp(6) with time zone,
	told_at timestamp(6) with time zone,
	evidence jsonb DEFAULT '{}'::jsonb NOT NULL,
	error text,
	created_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	updated_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT outbox_messages_once UNIQUE(subject_type, subject_id, part, channel, target),
	CONSTRAINT outbox_messages_channel_check CHECK (channel in ('dashboard', 'mail', 'chatwork')),
	CONSTRAINT outbox_messages_state_check CHECK (state in ('queued', 'sending', 'told', 'failed', 'unknown', 'off'))
);
--> statement-breakpoint
CREATE INDEX outbox_messages_due ON outbox_messages (next_at) WHERE state in ('queued', 'sending');
--> statement-breakpoint
CREATE INDEX outbox_messages_tenant ON outbox_messages (tenant_id, subject_type, created_at);
--> statement-breakpoint
CREATE INDEX outbox_messages_state ON outbox_messages (state, created_at);
--> statement-breakpoint
CREATE TABLE outbox_pauses (
	key text PRIMARY KEY NOT NULL,
	until timestamp(6) with time zone NOT NULL
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON outbox_messages, outbox_pauses TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON outbox_texts TO ecai_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON outbox_messages TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT ON outbox_texts TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON outbox_messages, outbox_texts, outbox_pauses TO ecai_backup;
--> statement-breakpoint
-- Whoever may put a message into the outbox wakes the worker in the same transaction, also where it may not add jobs itself.
CREATE FUNCTION wake_outbox() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM graphile_worker.add_job('outbox.drain', '{}'::json);
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION wake_outbox() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER outbox_messages_wake AFTER INSERT ON outbox_messages
FOR EACH STATEMENT EXECUTE FUNCTION wake_outbox();
--> statement-breakpoint
CREATE TABLE tenant_channels (
	tenant_id uuid NOT NULL REFERENCES tenants (id),
	locale text DEFAULT 'ja' NOT NULL,
	chatwork_room_id text,
	chatwork_token_sealed text,
	is_chatwork_on boolean DEFAULT false NOT NULL,
	chatwork_tested_at timestamp(6) with time zone,
	updated_at timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT tenant_channels_pkey PRIMARY KEY(tenant_id),
	CONSTRAINT tenant_channels_locale_check CHECK (locale in ('ja', 'en'))
);
--> statement-breakpoint
ALTER TABLE tenant_channels ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE tenant_channels FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_channels_select ON tenant_channels FOR SELECT TO ecai_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY tenant_channels_insert ON tenant_channels FOR INSERT TO ecai_app WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY tenant_channels_update ON tenant_channels FOR UPDATE TO ecai_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY tenant_channels_delete ON tenant_channels FOR DELETE TO ecai_app USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_channels TO ecai_app;
--> statement-breakpoint
GRANT SELECT ON tenant_channels TO ecai_backup;
--> statement-breakpoint
CREATE TRIGGER outbox_messages_wake_again AFTER UPDATE OF state ON outbox_messages
FOR EACH ROW WHEN (new.state = 'queued' AND old.state IN ('failed', 'unknown', 'off'))
EXECUTE FUNCTION wake_outbox();
