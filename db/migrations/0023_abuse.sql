CREATE TABLE abuse_figures (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  at timestamp (6) with time zone NOT NULL,
  mails integer DEFAULT 0 NOT NULL,
  sent integer DEFAULT 0 NOT NULL,
  bounced integer DEFAULT 0 NOT NULL,
  complained integer DEFAULT 0 NOT NULL,
  exports integer DEFAULT 0 NOT NULL,
  exported_rows integer DEFAULT 0 NOT NULL,
  sign_ins integer DEFAULT 0 NOT NULL,
  failed_sign_ins integer DEFAULT 0 NOT NULL,
  breached_sign_ins integer DEFAULT 0 NOT NULL,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT abuse_figures_tenant_id_at_pk PRIMARY KEY (tenant_id, at)
);
--> statement-breakpoint
CREATE TABLE abuse_findings (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  kind text NOT NULL,
  level text NOT NULL,
  subject text NOT NULL,
  value double precision NOT NULL,
  threshold double precision NOT NULL,
  evidence jsonb DEFAULT '{}' NOT NULL,
  state text DEFAULT 'open' NOT NULL,
  found_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  decided_at timestamp (6) with time zone,
  decided_by text,
  decision text,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT abuse_findings_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT abuse_findings_once UNIQUE (tenant_id, kind, level, subject),
  CONSTRAINT abuse_findings_kind_check CHECK (kind in ('bounce_rate', 'complaint_rate', 'volume', 'content', 'exports', 'failed_sign_ins', 'breached_sign_ins', 'trap')),
  CONSTRAINT abuse_findings_level_check CHECK (level in ('warning', 'hard')),
  CONSTRAINT abuse_findings_state_check CHECK (state in ('open', 'confirmed', 'dismissed')),
  CONSTRAINT abuse_findings_decided_check CHECK ((state = 'open') = (decided_at IS NULL))
);
--> statement-breakpoint
CREATE TABLE sending_brakes (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  source text NOT NULL,
  kind text,
  finding_id uuid,
  reason text DEFAULT '' NOT NULL,
  engaged_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  engaged_by text,
  released_at timestamp (6) with time zone,
  released_by text,
  release_reason text,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT sending_brakes_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT sending_brakes_finding_fk FOREIGN KEY (tenant_id, finding_id) REFERENCES abuse_findings (tenant_id, id),
  CONSTRAINT sending_brakes_source_check CHECK (source in ('automatic', 'operator')),
  CONSTRAINT sending_brakes_kind_check CHECK (kind in ('bounce_rate', 'complaint_rate', 'volume', 'content', 'exports', 'failed_sign_ins', 'breached_sign_ins', 'trap'))
);
--> statement-breakpoint
CREATE TABLE brake_appeals (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  brake_id uuid NOT NULL,
  body text NOT NULL,
  appealed_by uuid,
  appealed_by_name text NOT NULL,
  appealed_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  answer text,
  answered_by text,
  answered_at timestamp (6) with time zone,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT brake_appeals_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT brake_appeals_brake_fk FOREIGN KEY (tenant_id, brake_id) REFERENCES sending_brakes (tenant_id, id)
);
--> statement-breakpoint
CREATE TABLE sending_ramps (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  started_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  lifted_at timestamp (6) with time zone,
  lifted_by text,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT sending_ramps_tenant_id_pk PRIMARY KEY (tenant_id)
);
--> statement-breakpoint
CREATE TABLE trap_addresses (
  email text COLLATE "C" PRIMARY KEY NOT NULL,
  note text DEFAULT '' NOT NULL,
  created_by text NOT NULL,
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE tenant_usage ADD COLUMN day_start timestamp (6) with time zone DEFAULT now() NOT NULL,
  ADD COLUMN day_mails integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE support_requests DROP CONSTRAINT support_requests_category_check;
--> statement-breakpoint
ALTER TABLE support_requests ADD CONSTRAINT support_requests_category_check CHECK (category in ('howTo', 'delivery', 'addresses', 'account', 'billing', 'trouble', 'monitoring', 'other'));
--> statement-breakpoint
CREATE INDEX abuse_figures_age ON abuse_figures (at);
--> statement-breakpoint
CREATE INDEX abuse_findings_newest ON abuse_findings (found_at, id);
--> statement-breakpoint
CREATE INDEX abuse_findings_open ON abuse_findings (found_at, id) WHERE state = 'open';
--> statement-breakpoint
CREATE UNIQUE INDEX sending_brakes_in_force ON sending_brakes (tenant_id) WHERE released_at IS NULL;
--> statement-breakpoint
CREATE INDEX brake_appeals_brake ON brake_appeals (tenant_id, brake_id, appealed_at);
--> statement-breakpoint
CREATE INDEX deliveries_started ON deliveries (started_at) WHERE started_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX audit_entries_taken_out ON audit_entries (at)
  WHERE action IN ('address.exported', 'delivery.exported', 'audit.exported', 'evidence.downloaded');
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['abuse_figures', 'abuse_findings', 'sending_brakes', 'brake_appeals', 'sending_ramps'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_operator USING (true)', name || '_operator', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR ALL TO ecai_definer USING (true) WITH CHECK (true)', name || '_definer', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_app, ecai_backup', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A customer's own process can put the brake on and never off again: that is for the provider's staff.
GRANT INSERT ON abuse_findings, sending_brakes, brake_appeals, sending_ramps TO ecai_app;
--> statement-breakpoint
CREATE POLICY abuse_findings_operator_update ON abuse_findings FOR UPDATE TO ecai_operator USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY sending_brakes_operator_insert ON sending_brakes FOR INSERT TO ecai_operator WITH CHECK (source = 'operator');
--> statement-breakpoint
CREATE POLICY sending_brakes_operator_update ON sending_brakes FOR UPDATE TO ecai_operator USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY brake_appeals_operator_update ON brake_appeals FOR UPDATE TO ecai_operator USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY sending_ramps_operator_update ON sending_ramps FOR UPDATE TO ecai_operator USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT (tenant_id, at, mails, sent, bounced, complained, exports, exported_rows, sign_ins, failed_sign_ins, breached_sign_ins) ON abuse_figures TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, kind, level, subject, value, threshold, evidence, state, found_at, decided_at, decided_by, decision),
  UPDATE (state, decided_at, decided_by, decision) ON abuse_findings TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, source, kind, finding_id, reason, engaged_at, engaged_by, released_at, released_by, release_reason),
  INSERT (tenant_id, id, source, reason, engaged_by),
  UPDATE (released_at, released_by, release_reason) ON sending_brakes TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, brake_id, body, appealed_by_name, appealed_at, answer, answered_by, answered_at),
  UPDATE (answer, answered_by, answered_at) ON brake_appeals TO ecai_operator;
--> statement-breakpoint
GRANT SELECT (tenant_id, started_at, lifted_at, lifted_by), UPDATE (lifted_at, lifted_by) ON sending_ramps TO ecai_operator;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON trap_addresses TO ecai_operator;
--> statement-breakpoint
GRANT SELECT ON trap_addresses TO ecai_definer, ecai_backup;
--> statement-breakpoint
-- Figures are counted across tenants in one statement: the counting role reads numbers, times and outcomes, nothing else.
GRANT SELECT (tenant_id, id, started_at) ON deliveries TO ecai_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, delivery_id, audience, suppressed, cancelled, accepted, delivered, bounced, complained) ON batches TO ecai_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, delivery_id, address_id, state) ON recipients TO ecai_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, user_id, at, outcome) ON sign_ins TO ecai_definer;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON abuse_figures TO ecai_definer;
--> statement-breakpoint
GRANT SELECT, INSERT ON abuse_findings TO ecai_definer;
--> statement-breakpoint
GRANT SELECT, INSERT ON sending_brakes TO ecai_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, email), INSERT (tenant_id, email, reason) ON suppressions TO ecai_definer;
--> statement-breakpoint
GRANT SELECT (tenant_id, delivery_id), UPDATE (run_at) ON sending_queue TO ecai_definer;
--> statement-breakpoint
GRANT INSERT (operator_id, operator_name, action, target_type, target_id, details) ON operator_audit_entries TO ecai_definer;
--> statement-breakpoint
CREATE POLICY deliveries_definer ON deliveries FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
CREATE POLICY batches_definer ON batches FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
CREATE POLICY recipients_definer ON recipients FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
CREATE POLICY sign_ins_definer_watch ON sign_ins FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
CREATE POLICY suppressions_definer ON suppressions FOR SELECT TO ecai_definer USING (true);
--> statement-breakpoint
CREATE POLICY suppressions_definer_insert ON suppressions FOR INSERT TO ecai_definer WITH CHECK (true);
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
-- One row for each tenant and hour with anything in it; mails and their outcomes count for the hour their delivery started.
CREATE FUNCTION roll_up_abuse_figures(since timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH counted AS (
    SELECT d.tenant_id, date_trunc('hour', d.started_at) AS hour,
      sum(b.audience - b.suppressed - b.cancelled) AS mails, sum(b.accepted + b.delivered + b.bounced) AS sent,
      sum(b.bounced) AS bounced, sum(b.complained) AS complained, 0 AS exports, 0 AS exported, 0 AS signed, 0 AS failed, 0 AS breached
    FROM public.deliveries d JOIN public.batches b ON b.tenant_id = d.tenant_id AND b.delivery_id = d.id
    WHERE d.started_at >= date_trunc('hour', since)
    GROUP BY 1, 2
    UNION ALL
    SELECT e.tenant_id, date_trunc('hour', e.at), 0, 0, 0, 0, count(*), sum(CASE
        WHEN jsonb_typeof(e.details -> 'count') = 'number' THEN (e.details ->> 'count')::numeric::bigint
        WHEN e.action = 'delivery.exported' THEN (SELECT sum(b.audience) FROM public.batches b
          WHERE b.tenant_id = e.tenant_id AND b.delivery_id::text = e.target_id)
        ELSE 0 END), 0, 0, 0
    FROM public.audit_entries e
    WHERE e.action IN ('address.exported', 'delivery.exported', 'audit.exported', 'evidence.downloaded')
      AND e.at >= date_trunc('hour', since)
    GROUP BY 1, 2
    UNION ALL
    SELECT s.tenant_id, date_trunc('hour', s.at), 0, 0, 0, 0, 0, 0,
      count(*) FILTER (WHERE s.outcome = 'success'), count(*) FILTER (WHERE s.outcome = 'failure'),
      count(*) FILTER (WHERE s.outcome = 'success' AND (SELECT count(*) FROM public.sign_ins f
        WHERE f.tenant_id = s.tenant_id AND f.user_id = s.user_id AND f.outcome = 'failure'
          AND f.at BETWEEN s.at - interval '1 hour' AND s.at) >= 8)
    FROM public.sign_ins s WHERE s.at >= date_trunc('hour', since)
    GROUP BY 1, 2
  ), written AS (
    INSERT INTO public.abuse_figures AS known
      (tenant_id, at, mails, sent, bounced, complained, exports, exported_rows, sign_ins, failed_sign_ins, breached_sign_ins)
    SELECT tenant_id, hour, sum(mails), sum(sent), sum(bounced), sum(complained), sum(exports), coalesce(sum(exported), 0),
      sum(signed), sum(failed), sum(breached)
    FROM counted GROUP BY 1, 2
    ON CONFLICT (tenant_id, at) DO UPDATE SET mails = excluded.mails, sent = excluded.sent, bounced = excluded.bounced,
      complained = excluded.complained, exports = excluded.exports, exported_rows = excluded.exported_rows,
      sign_ins = excluded.sign_ins, failed_sign_ins = excluded.failed_sign_ins, breached_sign_ins = excluded.breached_sign_ins
    RETURNING 1
  )
  SELECT count(*) FROM written
$$;
--> statement-breakpoint
CREATE FUNCTION prune_abuse_figures() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH gone AS (DELETE FROM public.abuse_figures WHERE at < now() - interval '400 days' RETURNING at)
  SELECT count(*) FROM gone
$$;
--> statement-breakpoint
-- What each tenant with anything of the last two days is judged by. A release or a dismissal was a person's judgement of
-- all before it: from then on the figures it concerned are counted anew.
CREATE FUNCTION measure_abuse() RETURNS TABLE (
  tenant_id uuid, decisions bigint, bounce_sent bigint, bounced bigint, complaint_sent bigint, complained bigint,
  mails_of_day bigint, peak_of_month bigint, exported_rows bigint, failed_sign_ins bigint, breached_sign_ins bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  WITH released AS (
    SELECT b.tenant_id, max(b.released_at) AS at, count(*) AS times FROM public.sending_brakes b
    WHERE b.released_at > now() - interval '48 hours' GROUP BY 1
  ), dismissed AS (
    SELECT f.tenant_id, count(*) AS times,
      max(f.decided_at) FILTER (WHERE f.kind = 'bounce_rate') AS bounces,
      max(f.decided_at) FILTER (WHERE f.kind = 'complaint_rate') AS complaints,
      max(f.decided_at) FILTER (WHERE f.kind = 'volume') AS volume,
      max(f.decided_at) FILTER (WHERE f.kind = 'exports') AS exports,
      max(f.decided_at) FILTER (WHERE f.kind = 'failed_sign_ins') AS failures,
      max(f.decided_at) FILTER (WHERE f.kind = 'breached_sign_ins') AS breaches
    FROM public.abuse_findings f
    WHERE f.state = 'dismissed' AND f.decided_at > now() - interval '48 hours' GROUP BY 1
  ), mails AS (
    SELECT d.tenant_id,
      sum(b.accepted + b.delivered + b.bounced) FILTER (WHERE d.started_at > coalesce(greatest(r.at, x.bounces), '-infinity')) AS bounce_sent,
      sum(b.bounced) FILTER (WHERE d.started_at > coalesce(greatest(r.at, x.bounces), '-infinity')) AS bounced,
      sum(b.accepted + b.delivered + b.bounced) FILTER (WHERE d.started_at > coalesce(greatest(r.at, x.complaints), '-infinity')) AS complaint_sent,
      sum(b.complained) FILTER (WHERE d.started_at > coalesce(greatest(r.at, x.complaints), '-infinity')) AS complained,
      sum(b.audience - b.suppressed - b.cancelled) FILTER (WHERE d.started_at > coalesce(greatest(r.at, x.volume), '-infinity')
        AND d.started_at > now() - interval '24 hours') AS of_day
    FROM public.deliveries d JOIN public.batches b ON b.tenant_id = d.tenant_id AND b.delivery_id = d.id
    LEFT JOIN released r ON r.tenant_id = d.tenant_id
    LEFT JOIN dismissed x ON x.tenant_id = d.tenant_id
    WHERE d.started_at > now() - interval '48 hours'
    GROUP BY 1
  ), peaks AS (
    SELECT days.tenant_id, max(days.mails) AS mails FROM (
      SELECT g.tenant_id, date_trunc('day', g.at, 'Asia/Tokyo') AS day, sum(g.mails) AS mails
      FROM public.abuse_figures g JOIN mails m ON m.tenant_id = g.tenant_id
      WHERE g.at BETWEEN now() - interval '29 days' AND now() - interval '24 hours'
      GROUP BY 1, 2) days
    GROUP BY 1
  ), taken AS (
    SELECT g.tenant_id, sum(g.exported_rows) FILTER (WHERE g.at + interval '1 hour' > coalesce(x.exports, '-infinity')) AS exported,
      sum(g.failed_sign_ins) FILTER (WHERE g.at + interval '1 hour' > coalesce(x.failures, '-infinity')) AS failed,
      sum(g.breached_sign_ins) FILTER (WHERE g.at + interval '1 hour' > coalesce(x.breaches, '-infinity')) AS breached
    FROM public.abuse_figures g LEFT JOIN dismissed x ON x.tenant_id = g.tenant_id
    WHERE g.at > now() - interval '24 hours'
    GROUP BY 1
  )
  SELECT t.id, coalesce(r.times, 0) + coalesce(x.times, 0), coalesce(m.bounce_sent, 0), coalesce(m.bounced, 0),
    coalesce(m.complaint_sent, 0), coalesce(m.complained, 0), coalesce(m.of_day, 0), coalesce(p.mails, 0),
    coalesce(k.exported, 0), coalesce(k.failed, 0), coalesce(k.breached, 0)
  FROM public.tenants t
  LEFT JOIN mails m ON m.tenant_id = t.id
  LEFT JOIN taken k ON k.tenant_id = t.id
  LEFT JOIN peaks p ON p.tenant_id = t.id
  LEFT JOIN released r ON r.tenant_id = t.id
  LEFT JOIN dismissed x ON x.tenant_id = t.id
  WHERE m.tenant_id IS NOT NULL OR k.tenant_id IS NOT NULL
$$;
--> statement-breakpoint
-- In every transaction that lets a delivery be sent: with one of the provider's trap addresses among its recipients the
-- brake is on before the first of them can be claimed.
CREATE FUNCTION find_traps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  caught integer;
  finding uuid;
BEGIN
  SELECT count(*) INTO caught FROM public.trap_addresses t
  JOIN public.addresses a ON a.tenant_id = NEW.tenant_id AND a.email = t.email
  JOIN public.recipients r ON r.tenant_id = a.tenant_id AND r.address_id = a.id AND r.delivery_id = NEW.id
  WHERE r.state = 'queued'
    AND NOT EXISTS (SELECT FROM public.suppressions s WHERE s.tenant_id = a.tenant_id AND s.email = a.email);
  IF caught = 0 THEN RETURN NULL; END IF;
  INSERT INTO public.abuse_findings (tenant_id, kind, level, subject, value, threshold, evidence)
  VALUES (NEW.tenant_id, 'trap', 'hard', NEW.id::text, caught, 1, jsonb_build_object('deliveryId', NEW.id))
  ON CONFLICT (tenant_id, kind, level, subject) DO NOTHING RETURNING id INTO finding;
  INSERT INTO public.sending_brakes (tenant_id, source, kind, finding_id)
  VALUES (NEW.tenant_id, 'automatic', 'trap', finding)
  ON CONFLICT (tenant_id) WHERE released_at IS NULL DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION log_abuse_finding() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
  VALUES (NEW.tenant_id, CASE TG_OP WHEN 'INSERT' THEN 'job' ELSE 'operator' END, coalesce(NEW.decided_by, 'abuse.watch'),
    CASE TG_OP WHEN 'INSERT' THEN 'abuseFinding.opened' ELSE 'abuseFinding.' || NEW.state END,
    'abuseFinding', NEW.id::text, jsonb_build_object('kind', NEW.kind, 'level', NEW.level, 'value', NEW.value, 'threshold', NEW.threshold));
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.operator_audit_entries (operator_name, action, target_type, target_id, details)
    VALUES ('abuse.watch', 'abuseFinding.opened', 'tenant', NEW.tenant_id::text,
      jsonb_build_object('finding', NEW.id, 'kind', NEW.kind, 'level', NEW.level, 'value', NEW.value, 'threshold', NEW.threshold));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION follow_brake() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
    VALUES (NEW.tenant_id, CASE NEW.source WHEN 'operator' THEN 'operator' ELSE 'job' END, coalesce(NEW.engaged_by, 'abuse.watch'),
      'brake.engaged', 'brake', NEW.id::text, jsonb_build_object('source', NEW.source, 'kind', NEW.kind, 'reason', NEW.reason));
    IF NEW.source = 'automatic' THEN
      INSERT INTO public.operator_audit_entries (operator_name, action, target_type, target_id, details)
      VALUES ('abuse.watch', 'brake.engaged', 'tenant', NEW.tenant_id::text, jsonb_build_object('brake', NEW.id, 'kind', NEW.kind));
    END IF;
    RETURN NULL;
  END IF;
  INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
  VALUES (NEW.tenant_id, 'operator', NEW.released_by, 'brake.released', 'brake', NEW.id::text,
    jsonb_build_object('reason', NEW.release_reason));
  -- What waited goes on, and never to a trap address.
  INSERT INTO public.suppressions (tenant_id, email, reason)
  SELECT a.tenant_id, a.email, 'manual' FROM public.trap_addresses t
  JOIN public.addresses a ON a.tenant_id = NEW.tenant_id AND a.email = t.email
  ON CONFLICT DO NOTHING;
  UPDATE public.sending_queue q SET run_at = now() WHERE q.tenant_id = NEW.tenant_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION log_appeal_answer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
  VALUES (NEW.tenant_id, 'operator', NEW.answered_by, 'brake.appeal_answered', 'brake', NEW.brake_id::text, '{}');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION log_ramp_lifted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO public.audit_entries (tenant_id, actor_type, actor_name, action, target_type, target_id, details)
  VALUES (NEW.tenant_id, 'operator', NEW.lifted_by, 'ramp.lifted', 'tenant', NEW.tenant_id::text, '{}');
  UPDATE public.sending_queue q SET run_at = now() WHERE q.tenant_id = NEW.tenant_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['roll_up_abuse_figures(timestamptz)', 'prune_abuse_figures()', 'measure_abuse()', 'find_traps()',
    'log_abuse_finding()', 'follow_brake()', 'log_appeal_answer()', 'log_ramp_lifted()'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO ecai_definer', name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION roll_up_abuse_figures(timestamptz), prune_abuse_figures(), measure_abuse() TO ecai_app;
--> statement-breakpoint
-- Whoever puts a brake on, releases it or answers has the customer told by the worker, also where it may add no jobs itself.
CREATE FUNCTION tell_brake() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed constant jsonb := to_jsonb(NEW);
BEGIN
  PERFORM graphile_worker.add_job('brakes.tell', json_build_object(
    'tenantId', NEW.tenant_id, 'brakeId', coalesce(changed ->> 'brake_id', changed ->> 'id'), 'event', TG_ARGV[0],
    'appealId', CASE WHEN changed ? 'brake_id' THEN changed ->> 'id' END));
  RETURN NULL;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION tell_brake() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER deliveries_find_traps AFTER UPDATE OF state ON deliveries
FOR EACH ROW WHEN (NEW.state = 'sending' AND OLD.state <> 'sending') EXECUTE FUNCTION find_traps();
--> statement-breakpoint
CREATE TRIGGER abuse_findings_log AFTER INSERT OR UPDATE OF state ON abuse_findings
FOR EACH ROW EXECUTE FUNCTION log_abuse_finding();
--> statement-breakpoint
CREATE TRIGGER sending_brakes_engaged AFTER INSERT ON sending_brakes FOR EACH ROW EXECUTE FUNCTION follow_brake();
--> statement-breakpoint
CREATE TRIGGER sending_brakes_engaged_tell AFTER INSERT ON sending_brakes FOR EACH ROW EXECUTE FUNCTION tell_brake('engaged');
--> statement-breakpoint
CREATE TRIGGER sending_brakes_released AFTER UPDATE OF released_at ON sending_brakes
FOR EACH ROW WHEN (OLD.released_at IS NULL AND NEW.released_at IS NOT NULL) EXECUTE FUNCTION follow_brake();
--> statement-breakpoint
CREATE TRIGGER sending_brakes_released_tell AFTER UPDATE OF released_at ON sending_brakes
FOR EACH ROW WHEN (OLD.released_at IS NULL AND NEW.released_at IS NOT NULL) EXECUTE FUNCTION tell_brake('released');
--> statement-breakpoint
CREATE TRIGGER brake_appeals_log AFTER UPDATE OF answered_at ON brake_appeals
FOR EACH ROW WHEN (OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL) EXECUTE FUNCTION log_appeal_answer();
--> statement-breakpoint
CREATE TRIGGER brake_appeals_tell AFTER UPDATE OF answered_at ON brake_appeals
FOR EACH ROW WHEN (OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL) EXECUTE FUNCTION tell_brake('answered');
--> statement-breakpoint
CREATE TRIGGER sending_ramps_lifted AFTER UPDATE OF lifted_at ON sending_ramps
FOR EACH ROW WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL) EXECUTE FUNCTION log_ramp_lifted();
