-- What became of a whole delivery, rolled up from its batches once it has come to rest: lists and charts read one row
-- for each delivery. The first change of a batch takes the row away, and the batches are summed until it is made anew.
CREATE TABLE delivery_totals (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  delivery_id uuid NOT NULL,
  audience integer NOT NULL,
  queued integer NOT NULL,
  sending integer NOT NULL,
  accepted integer NOT NULL,
  delivered integer NOT NULL,
  bounced integer NOT NULL,
  failed integer NOT NULL,
  suppressed integer NOT NULL,
  cancelled integer NOT NULL,
  unknown integer NOT NULL,
  opened integer NOT NULL,
  clicked integer NOT NULL,
  complained integer NOT NULL,
  counted_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT delivery_totals_tenant_id_delivery_id_pk PRIMARY KEY (tenant_id, delivery_id),
  CONSTRAINT delivery_totals_tenant_id_delivery_id_deliveries_tenant_id_id_fk
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE
);
--> statement-breakpoint
-- A delivery's recipients counted by receiving domain, by the reason why they were not reached, and over time, for each
-- slice of 25 batches: only slices with a change are counted anew.
CREATE TABLE delivery_tallies (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  delivery_id uuid NOT NULL,
  slice_no integer NOT NULL,
  kind text NOT NULL,
  key text COLLATE "C" NOT NULL,
  audience integer NOT NULL,
  sent integer NOT NULL,
  delivered integer NOT NULL,
  bounced integer NOT NULL,
  complained integer NOT NULL,
  opened integer NOT NULL,
  clicked integer NOT NULL,
  counted_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT delivery_tallies_tenant_id_delivery_id_slice_no_kind_key_pk
    PRIMARY KEY (tenant_id, delivery_id, slice_no, kind, key),
  CONSTRAINT delivery_tallies_tenant_id_delivery_id_deliveries_tenant_id_id_fk
    FOREIGN KEY (tenant_id, delivery_id) REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT delivery_tallies_kind_check CHECK (kind in ('domain', 'reason', 'course'))
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  FOREACH name IN ARRAY ARRAY['delivery_totals', 'delivery_tallies'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
    EXECUTE format('CREATE POLICY %I ON %I TO ecai_definer USING (true)', name || '_definer', name);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO ecai_definer', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- Tallies tell of all recipients: whoever is limited to some addresses has theirs counted one by one.
CREATE POLICY delivery_tallies_scope_select ON delivery_tallies AS RESTRICTIVE FOR SELECT TO ecai_app
USING ((SELECT coalesce(current_setting('app.tag_scope', true), '') = ''));
--> statement-breakpoint
-- The log by the beginning of an address, in the order of the addresses. With the tenant and the delivery themselves in
-- front, the planner would read by it whatever asks for some batches of a delivery that it has no statistics of.
ALTER TABLE recipients ADD COLUMN delivery_key integer GENERATED ALWAYS AS (uuid_hash(delivery_id)) STORED;
--> statement-breakpoint
CREATE INDEX recipients_email ON recipients (delivery_key, email);
--> statement-breakpoint
CREATE INDEX recipients_unsubscribed ON recipients (tenant_id, delivery_id, batch_no, address_id)
WHERE unsubscribed_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX deliveries_tenant_started ON deliveries (tenant_id, started_at) WHERE started_at IS NOT NULL;
--> statement-breakpoint
CREATE FUNCTION enqueue_tally(tenant uuid, delivery uuid, wait interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM public.enqueue_job('history.tally', json_build_object('tenantId', tenant, 'deliveryId', delivery), NULL,
    now() + wait, NULL, 'history.tally:' || delivery);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION enqueue_tally(uuid, uuid, interval) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION enqueue_tally(uuid, uuid, interval) TO ecai_app, ecai_definer;
--> statement-breakpoint
CREATE FUNCTION follow_delivery_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM public.enqueue_tally(NEW.tenant_id, NEW.id, interval '1 second');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER deliveries_tally AFTER UPDATE OF state ON deliveries FOR EACH ROW
WHEN (NEW.state <> OLD.state AND NEW.state IN ('sending', 'finished', 'cancelled', 'failed'))
EXECUTE FUNCTION follow_delivery_state();
--> statement-breakpoint
-- Whoever rolls up takes the lock alone and waits for nobody: no change under way can be missed by the new row.
CREATE FUNCTION forget_delivery_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(NEW.delivery_id::text, 37));
  DELETE FROM public.delivery_totals t WHERE t.tenant_id = NEW.tenant_id AND t.delivery_id = NEW.delivery_id;
  IF FOUND THEN PERFORM public.enqueue_tally(NEW.tenant_id, NEW.delivery_id, interval '1 minute'); END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER batches_totals AFTER UPDATE OF queued, sending, accepted, delivered, bounced, failed, suppressed,
  cancelled, unknown, opened, clicked, complained ON batches
FOR EACH ROW EXECUTE FUNCTION forget_delivery_totals();
--> statement-breakpoint
-- An erased person's domain may tell of them as well.
CREATE FUNCTION forget_delivery_tallies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM public.delivery_tallies t
  WHERE t.tenant_id = NEW.tenant_id AND t.delivery_id = NEW.delivery_id AND t.slice_no = (NEW.batch_no - 1) / 25;
  IF FOUND THEN PERFORM public.enqueue_tally(NEW.tenant_id, NEW.delivery_id, interval '1 second'); END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER recipients_tallies AFTER UPDATE OF email ON recipients FOR EACH ROW
WHEN (NEW.email <> OLD.email) EXECUTE FUNCTION forget_delivery_tallies();
--> statement-breakpoint
REVOKE ALL ON FUNCTION follow_delivery_state(), forget_delivery_totals(), forget_delivery_tallies() FROM PUBLIC;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION forget_delivery_totals() OWNER TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION forget_delivery_tallies() OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
-- Deliveries of before are counted once.
ALTER TABLE deliveries NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
SELECT enqueue_tally(tenant_id, id, interval '1 minute') FROM deliveries
WHERE state IN ('sending', 'finished', 'cancelled', 'failed');
--> statement-breakpoint
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
