-- From how many recipients on a delivery needs an approval: 1 for every delivery, null for none.
ALTER TABLE sending_settings ADD COLUMN approval_from integer,
  ADD CONSTRAINT sending_settings_approval_check CHECK (approval_from >= 1);
--> statement-breakpoint
-- Who last changed what is sent; how many recipients it was scheduled for; whether it was scheduled before the rule came.
ALTER TABLE deliveries ADD COLUMN changed_by uuid, ADD COLUMN counted_recipients integer,
  ADD COLUMN is_approval_waived boolean DEFAULT false NOT NULL;
--> statement-breakpoint
-- What was asked of approvers for a delivery and how it ended: one row for each time, kept as the history.
CREATE TABLE delivery_approvals (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  delivery_id uuid NOT NULL,
  state text DEFAULT 'requested' NOT NULL,
  fingerprint text DEFAULT '' NOT NULL,
  starts_at timestamp(6) with time zone,
  best_hours_until timestamp(6) with time zone,
  recipients integer NOT NULL,
  note text DEFAULT '' NOT NULL,
  locale text DEFAULT 'ja' NOT NULL,
  requested_by uuid,
  requested_by_name text NOT NULL,
  requested_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  author_id uuid,
  decided_by uuid,
  decided_by_name text,
  decided_at timestamp(6) with time zone,
  reason text DEFAULT '' NOT NULL,
  ended_at timestamp(6) with time zone,
  is_sole boolean DEFAULT false NOT NULL,
  CONSTRAINT delivery_approvals_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT delivery_approvals_tenant_id_delivery_id_deliveries_tenant_id_id_fk
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT delivery_approvals_state_check CHECK (state in ('requested', 'approved', 'returned', 'withdrawn', 'void')),
  CONSTRAINT delivery_approvals_locale_check CHECK (locale in ('ja', 'en')),
  CONSTRAINT delivery_approvals_hours_check CHECK (best_hours_until > starts_at),
  -- Four eyes: neither who asked nor who last changed the delivery approves it, unless nobody else could.
  CONSTRAINT delivery_approvals_four_eyes CHECK (state <> 'approved' OR (decided_by IS NOT NULL
    AND (is_sole OR (decided_by IS DISTINCT FROM requested_by AND decided_by IS DISTINCT FROM author_id))))
);
--> statement-breakpoint
CREATE UNIQUE INDEX delivery_approvals_open ON delivery_approvals (tenant_id, delivery_id)
WHERE state in ('requested', 'approved');
--> statement-breakpoint
CREATE INDEX delivery_approvals_history ON delivery_approvals (tenant_id, delivery_id, requested_at);
--> statement-breakpoint
CREATE INDEX delivery_approvals_waiting ON delivery_approvals (tenant_id, requested_at) WHERE state = 'requested';
--> statement-breakpoint
DO $$
DECLARE
  name constant text := 'delivery_approvals';
  own constant text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
  limited constant text := '(SELECT coalesce(current_setting(''app.tag_scope'', true), '''') = '''')
    OR EXISTS (SELECT FROM deliveries d WHERE d.tenant_id = delivery_approvals.tenant_id AND d.id = delivery_approvals.delivery_id
      AND d.tag_scope <@ (SELECT nullif(current_setting(''app.tag_scope'', true), '''')::uuid[])::uuid[])';
  command text;
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
  EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
  EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
  EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
  FOREACH command IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR %s TO ecai_app %s (%s)', name || '_scope_' || command, name,
      command, CASE command WHEN 'insert' THEN 'WITH CHECK' ELSE 'USING' END, limited);
  END LOOP;
  -- Rows go with their delivery or their tenant alone.
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO ecai_app', name);
  EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
END $$;
--> statement-breakpoint
-- Everything that decides what is sent and to whom, as it is now, in 64 hexadecimal digits.
CREATE FUNCTION delivery_fingerprint(delivery deliveries) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT encode(sha256(convert_to(jsonb_build_object(
    'content', jsonb_build_array(delivery.subject, delivery.html, delivery.text),
    'sender', (SELECT jsonb_build_array(s.id, s.name, s.email, s.reply_to) FROM public.senders s
      WHERE s.tenant_id = delivery.tenant_id AND s.id = delivery.sender_id),
    'audience', delivery.audience,
    'group', (SELECT g.expression FROM public.groups g
      WHERE g.tenant_id = delivery.tenant_id AND g.id::text = delivery.audience ->> 'groupId'),
    'tags', to_jsonb(delivery.tag_scope),
    'options', jsonb_build_array(delivery.tracks, delivery.has_web_version, delivery.utm_campaign, delivery.is_canary),
    'footer', (SELECT jsonb_build_array(coalesce(nullif(t.legal_name, ''), t.name), t.postal_address, t.complaint_contact)
      FROM public.tenants t WHERE t.id = delivery.tenant_id)
  )::text, 'UTF8')), 'hex')
$$;
--> statement-breakpoint
-- Whether a delivery, as it stands in this row, must not leave for want of an approval: of this content and this start.
CREATE FUNCTION lacks_approval(delivery deliveries) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT NOT delivery.is_approval_waived
    AND EXISTS (SELECT FROM public.sending_settings s WHERE s.tenant_id = delivery.tenant_id
      AND s.approval_from IS NOT NULL
      AND (delivery.counted_recipients IS NULL OR delivery.counted_recipients >= s.approval_from))
    AND NOT EXISTS (SELECT FROM public.delivery_approvals a
      WHERE a.tenant_id = delivery.tenant_id AND a.delivery_id = delivery.id AND a.state = 'approved'
        AND CASE WHEN a.starts_at IS NULL
          -- The clocks of the processes may differ a little.
          THEN delivery.scheduled_at <= clock_timestamp() + interval '1 minute' AND delivery.best_hours_until IS NULL
          ELSE delivery.scheduled_at = a.starts_at AND delivery.best_hours_until IS NOT DISTINCT FROM a.best_hours_until END
        AND a.fingerprint = public.delivery_fingerprint(delivery))
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION delivery_fingerprint(deliveries), lacks_approval(deliveries) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION delivery_fingerprint(deliveries), lacks_approval(deliveries) TO ecai_app, ecai_definer, ecai_keeper;
--> statement-breakpoint
-- The one place that lets a delivery go: whatever path it takes.
CREATE FUNCTION demand_approval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.state = 'draft' THEN
    NEW.counted_recipients := NULL;
    NEW.is_approval_waived := false;
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' OR OLD.state = 'draft' THEN
    NEW.is_approval_waived := false;
  END IF;
  IF NEW.state IN ('scheduled', 'preparing', 'sending') 
      AND (TG_OP = 'INSERT' OR OLD.state IN ('draft', 'scheduled') OR OLD.started_at IS NULL)
      AND public.lacks_approval(NEW) THEN
    RAISE EXCEPTION 'delivery % has no approval that holds', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'deliveries_approval';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER deliveries_approval BEFORE UPDATE OF state ON deliveries FOR EACH ROW
WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION demand_approval();
--> statement-breakpoint
CREATE TRIGGER deliveries_approval_insert BEFORE INSERT ON deliveries FOR EACH ROW
WHEN (NEW.state IN ('scheduled', 'preparing', 'sending')) EXECUTE FUNCTION demand_approval();
--> statement-breakpoint
-- Who last changed what is sent; an approval of what it was before holds no longer.
CREATE FUNCTION keep_delivery_author() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.changed_by := coalesce(nullif(current_setting('app.user_id', true), '')::uuid, NEW.changed_by);
  IF TG_OP = 'UPDATE' THEN
    UPDATE public.delivery_approvals SET state = 'void'
    WHERE tenant_id = NEW.tenant_id AND delivery_id = NEW.id AND state IN ('requested', 'approved');
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER deliveries_author_insert BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION keep_delivery_author();
--> statement-breakpoint
CREATE TRIGGER deliveries_author BEFORE UPDATE ON deliveries FOR EACH ROW
WHEN (OLD.started_at IS NULL AND (OLD.sender_id, OLD.subject, OLD.html, OLD.text, OLD.audience, OLD.tracks, OLD.has_web_version,
  OLD.utm_campaign, OLD.is_canary) IS DISTINCT FROM (NEW.sender_id, NEW.subject, NEW.html, NEW.text, NEW.audience, NEW.tracks,
  NEW.has_web_version, NEW.utm_campaign, NEW.is_canary))
EXECUTE FUNCTION keep_delivery_author();
--> statement-breakpoint
-- An approval says what it is of, who asked and who decided by itself, and its past stays as it was.
CREATE FUNCTION keep_approval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  person constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  told constant text[] := ARRAY['state', 'decided_by', 'decided_by_name', 'decided_at', 'reason', 'is_sole', 'ended_at'];
  delivery public.deliveries;
BEGIN
  -- Whoever changes the delivery at this moment is waited for, and waits for this.
  IF TG_OP = 'INSERT' OR NEW.state = 'approved' THEN
    SELECT d.* INTO delivery FROM public.deliveries d
    WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.delivery_id FOR SHARE;
  END IF;
  IF TG_OP = 'INSERT' THEN
    NEW.requested_by := coalesce(person, NEW.requested_by);
    NEW.author_id := coalesce(delivery.changed_by, delivery.created_by);
    NEW.fingerprint := public.delivery_fingerprint(delivery);
    RETURN NEW;
  END IF;
  IF (to_jsonb(NEW) - told) IS DISTINCT FROM (to_jsonb(OLD) - told)
      OR NOT (OLD.state = 'requested' AND NEW.state IN ('approved', 'returned', 'withdrawn', 'void')
        OR OLD.state = 'approved' AND NEW.state IN ('withdrawn', 'void')) THEN
    RAISE EXCEPTION 'approval % keeps what it was', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_approvals_kept';
  END IF;
  IF NEW.state = 'approved' AND NEW.fingerprint <> public.delivery_fingerprint(delivery) THEN
    RAISE EXCEPTION 'delivery % is not what approval was asked for', NEW.delivery_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_approvals_changed';
  END IF;
  IF NEW.state IN ('approved', 'returned') THEN
    NEW.decided_by := person;
    NEW.decided_at := now();
  ELSE
    NEW.ended_at := now();
  END IF;
  IF NEW.is_sole AND NOT EXISTS (SELECT FROM public.users u
      WHERE u.tenant_id = NEW.tenant_id AND u.id = NEW.decided_by AND u.role = 'master') THEN
    RAISE EXCEPTION 'only a master account approves alone'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_approvals_four_eyes';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER delivery_approvals_insert BEFORE INSERT ON delivery_approvals FOR EACH ROW EXECUTE FUNCTION keep_approval();
--> statement-breakpoint
CREATE TRIGGER delivery_approvals_update BEFORE UPDATE ON delivery_approvals FOR EACH ROW
-- Another tenant is refused by row-level security, as everywhere.
WHEN (OLD IS DISTINCT FROM NEW AND OLD.tenant_id = NEW.tenant_id) EXECUTE FUNCTION keep_approval();
--> statement-breakpoint
REVOKE ALL ON FUNCTION demand_approval(), keep_delivery_author(), keep_approval() FROM PUBLIC;
