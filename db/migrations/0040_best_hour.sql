-- The end of the time in which each recipient is written to at an hour of its own; it begins at scheduled_at.
ALTER TABLE deliveries ADD COLUMN best_hours_until timestamp(6) with time zone,
  ADD CONSTRAINT deliveries_best_hours_check CHECK (best_hours_until > scheduled_at);
--> statement-breakpoint
-- When the batch is meant to leave, where that is not at once; run_at moves with every attempt.
ALTER TABLE batches ADD COLUMN planned_at timestamp(6) with time zone;
--> statement-breakpoint
-- The hour with the most of 24 counts, of which those beside it count half; the first where there are several.
CREATE FUNCTION best_hour(counts smallint[]) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT hour::smallint FROM generate_series(0, 23) AS hour
  ORDER BY 2 * counts[hour + 1] + counts[(hour + 1) % 24 + 1] + counts[(hour + 23) % 24 + 1] DESC, hour LIMIT 1
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION best_hour(smallint[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION best_hour(smallint[]) TO ecai_app, ecai_keeper;
--> statement-breakpoint
-- At which hours of the day in Japan an address reacts: `recent` within the period of 90 days, `total` with the one before.
CREATE TABLE address_hours (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  address_id uuid NOT NULL,
  period smallint NOT NULL,
  recent smallint[] DEFAULT array_fill(0::smallint, ARRAY[24]) NOT NULL,
  total smallint[] DEFAULT array_fill(0::smallint, ARRAY[24]) NOT NULL,
  recent_count smallint NOT NULL,
  total_count smallint NOT NULL,
  recent_best smallint GENERATED ALWAYS AS (best_hour(recent)) STORED,
  total_best smallint GENERATED ALWAYS AS (best_hour(total)) STORED,
  updated_at timestamp(6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT address_hours_tenant_id_address_id_pk PRIMARY KEY (tenant_id, address_id),
  CONSTRAINT address_hours_tenant_id_address_id_addresses_tenant_id_id_fk
    FOREIGN KEY (tenant_id, address_id) REFERENCES addresses (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT address_hours_hours_check CHECK (cardinality(recent) = 24 AND cardinality(total) = 24)
);
--> statement-breakpoint
-- Room in each page: rows are written over and over, and nothing of them but the key is indexed.
ALTER TABLE address_hours SET (fillfactor = 70);
--> statement-breakpoint
DO $$
DECLARE
  name constant text := 'address_hours';
  own constant text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
  limited constant text := '(SELECT coalesce(current_setting(''app.tag_scope'', true), '''') = '''')
    OR EXISTS (SELECT FROM address_tags t WHERE t.tenant_id = address_hours.tenant_id AND t.address_id = address_hours.address_id
      AND t.tag_id = ANY ((SELECT nullif(current_setting(''app.tag_scope'', true), '''')::uuid[])::uuid[]))';
  command text;
BEGIN
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
  EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
  EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
  EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
  EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
  FOREACH command IN ARRAY ARRAY['select', 'update', 'delete'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR %s TO ecai_app USING (%s)',
      name || '_scope_' || command, name, command, limited);
  END LOOP;
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
  EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
END $$;
--> statement-breakpoint
-- What is already known of the last two periods. Owners see no rows past forced row-level security, so it steps aside here.
ALTER TABLE provider_events NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE addresses NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE address_hours NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
WITH today AS (
  SELECT ((now() AT TIME ZONE 'Asia/Tokyo')::date - date '2020-01-01') / 90 AS period
), reacted AS (
  -- Once for each mail and clock hour, however often somebody looked at it then.
  SELECT DISTINCT e.tenant_id, e.address_id, e.delivery_id, date_trunc('hour', e.occurred_at) AS at,
    extract(hour FROM e.occurred_at AT TIME ZONE 'Asia/Tokyo')::int AS hour,
    ((e.occurred_at AT TIME ZONE 'Asia/Tokyo')::date - date '2020-01-01') / 90 AS period
  FROM provider_events e JOIN addresses a ON a.tenant_id = e.tenant_id AND a.id = e.address_id
  WHERE e.applied_at IS NOT NULL AND starts_with(e.id, 'own:') AND e.type IN ('email.opened', 'email.clicked')
    AND e.occurred_at > now() - interval '180 days'
), counted AS (
  SELECT r.tenant_id, r.address_id, h.hour,
    count(r.hour) FILTER (WHERE r.hour = h.hour AND r.period = today.period) AS recent,
    count(r.hour) FILTER (WHERE r.hour = h.hour AND r.period >= today.period - 1) AS total
  FROM reacted r CROSS JOIN today CROSS JOIN generate_series(0, 23) AS h (hour)
  GROUP BY r.tenant_id, r.address_id, h.hour
)
INSERT INTO address_hours (tenant_id, address_id, period, recent, total, recent_count, total_count)
SELECT c.tenant_id, c.address_id, today.period, array_agg(c.recent ORDER BY c.hour), array_agg(c.total ORDER BY c.hour),
  sum(c.recent), sum(c.total)
FROM counted c CROSS JOIN today GROUP BY c.tenant_id, c.address_id, today.period;
--> statement-breakpoint
ALTER TABLE provider_events FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE addresses FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE address_hours FORCE ROW LEVEL SECURITY;
