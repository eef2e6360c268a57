-- What the migration command did: the one who brings the database to a version writes, nobody changes it afterwards.
CREATE TABLE version_upgrades (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
  state text DEFAULT 'running' NOT NULL,
  performed_by text NOT NULL,
  host text NOT NULL,
  software_version text NOT NULL,
  from_schema text,
  to_schema text NOT NULL,
  migrations text[] NOT NULL,
  error text,
  started_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  finished_at timestamp (6) with time zone,
  CONSTRAINT version_upgrades_state_check CHECK (state in ('running', 'succeeded', 'failed'))
);
--> statement-breakpoint
CREATE INDEX version_upgrades_started ON version_upgrades (started_at, id);
--> statement-breakpoint
CREATE TABLE log_prunings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
  kind text NOT NULL,
  removed bigint DEFAULT 0 NOT NULL,
  error text,
  started_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  finished_at timestamp (6) with time zone
);
--> statement-breakpoint
CREATE INDEX log_prunings_kind ON log_prunings (kind, started_at);
--> statement-breakpoint
CREATE TABLE service_errors (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
  at timestamp (6) with time zone DEFAULT now() NOT NULL,
  surface text NOT NULL,
  host text NOT NULL,
  message text NOT NULL,
  error text,
  request_id text,
  digest text,
  task text,
  tenant_id uuid
);
--> statement-breakpoint
CREATE INDEX service_errors_at ON service_errors (at, id);
--> statement-breakpoint
CREATE INDEX service_errors_request ON service_errors (request_id);
--> statement-breakpoint
CREATE INDEX service_errors_digest ON service_errors (digest);
--> statement-breakpoint
GRANT SELECT ON version_upgrades, log_prunings, service_errors TO ecai_app, ecai_operator, ecai_backup;
--> statement-breakpoint
GRANT INSERT ON service_errors TO ecai_app, ecai_operator;
--> statement-breakpoint
GRANT DELETE ON service_errors TO ecai_app;
--> statement-breakpoint
GRANT INSERT, UPDATE, DELETE ON log_prunings TO ecai_app;
--> statement-breakpoint
GRANT DELETE ON outbox_messages, outbox_texts TO ecai_app;
--> statement-breakpoint
CREATE INDEX outbox_messages_text ON outbox_messages (text_id);
--> statement-breakpoint
ALTER TABLE applications ADD COLUMN refund_note text;
--> statement-breakpoint
ALTER TABLE applications ADD COLUMN refund_noted_at timestamp (6) with time zone;
--> statement-breakpoint
GRANT SELECT (refund_note, refund_noted_at), UPDATE (refund_note, refund_noted_at) ON applications TO ecai_operator;
--> statement-breakpoint
ALTER TABLE alarms DROP CONSTRAINT alarms_rule_check;
--> statement-breakpoint
ALTER TABLE alarms ADD CONSTRAINT alarms_rule_check CHECK (rule in ('cpu', 'memory', 'disk', 'connections', 'queue_age', 'delivery_age', 'failed_jobs', 'workers', 'clock_offset', 'certificate_days', 'backup_age', 'outbox_age', 'stuck_deliveries', 'stuck_applications'));
--> statement-breakpoint
-- Staff may have a failed build tried again at once, though their role may not add jobs.
CREATE FUNCTION retry_application(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM 1 FROM public.applications WHERE id = wanted AND paid_at IS NOT NULL AND state IN ('verified', 'building');
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM graphile_worker.add_job('applications.build', json_build_object('applicationId', wanted), job_key => 'application-build:' || wanted);
  RETURN true;
END $$;
--> statement-breakpoint
-- What the provider's staff do about a customer is in the customer's own log too; only ever as an act of the staff.
CREATE FUNCTION record_operator_act(tenant uuid, operator_name text, act text, target text, target_key text, particulars jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
  VALUES (tenant, 'operator', operator_name, act, target, target_key, particulars)
$$;
--> statement-breakpoint
-- The worker's role neither reads nor changes operators' sign-ins; these functions take away only what is long over.
CREATE FUNCTION prune_operator_sign_ins(days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE removed bigint;
BEGIN
  DELETE FROM public.operator_challenges WHERE expires_at < now() - interval '1 day';
  DELETE FROM public.operator_sessions WHERE expires_at < now() - make_interval(days => greatest(days, 30));
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;
--> statement-breakpoint
CREATE FUNCTION prune_payment_events(days integer, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE removed bigint;
BEGIN
  DELETE FROM public.payment_events WHERE id IN (
    SELECT id FROM public.payment_events
    WHERE applied_at IS NOT NULL AND received_at < now() - make_interval(days => greatest(days, 90)) LIMIT most);
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;
--> statement-breakpoint
CREATE FUNCTION prune_version_upgrades(days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE removed bigint;
BEGIN
  DELETE FROM public.version_upgrades WHERE started_at < now() - make_interval(days => greatest(days, 366));
  GET DIAGNOSTICS removed = ROW_COUNT;
  RETURN removed;
END $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION record_operator_act(uuid, text, text, text, text, jsonb) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION retry_application(uuid), record_operator_act(uuid, text, text, text, text, jsonb),
  prune_operator_sign_ins(integer), prune_payment_events(integer, integer), prune_version_upgrades(integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION retry_application(uuid), record_operator_act(uuid, text, text, text, text, jsonb) TO ecai_operator;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION prune_operator_sign_ins(integer), prune_payment_events(integer, integer), prune_version_upgrades(integer) TO ecai_app;
--> statement-breakpoint
-- An insert names every column, also one that takes its default.
GRANT INSERT (created_at) ON tenant_limits TO ecai_operator;
