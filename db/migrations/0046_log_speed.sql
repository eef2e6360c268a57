-- A slice's tallies also tell who was counted, where they are few, so that a rare domain, reason or state leads straight to
-- its recipients. Batch and address at the same place belong together, in the order of the log.
ALTER TABLE delivery_tallies
  ADD COLUMN batch_nos integer[],
  ADD COLUMN address_ids uuid[],
  ADD CONSTRAINT delivery_tallies_listed_check CHECK (cardinality(batch_nos) = cardinality(address_ids)),
  DROP CONSTRAINT delivery_tallies_kind_check,
  ADD CONSTRAINT delivery_tallies_kind_check CHECK (kind in ('domain', 'reason', 'course', 'view')),
  DROP CONSTRAINT delivery_tallies_tenant_id_delivery_id_slice_no_kind_key_pk,
  ADD CONSTRAINT delivery_tallies_tenant_id_delivery_id_kind_key_slice_no_pk
    PRIMARY KEY (tenant_id, delivery_id, kind, key, slice_no);
--> statement-breakpoint
-- With the tenant in front, the planner would read by it whatever asks for a key of a delivery that it has no statistics of.
CREATE INDEX delivery_tallies_slice ON delivery_tallies (slice_no, delivery_id, tenant_id);
--> statement-breakpoint
-- What was counted before tells of nobody: it is counted once more.
ALTER TABLE delivery_tallies NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
SELECT enqueue_tally(t.tenant_id, t.delivery_id, interval '1 minute')
FROM (SELECT DISTINCT tenant_id, delivery_id FROM delivery_tallies) t;
--> statement-breakpoint
DELETE FROM delivery_tallies;
--> statement-breakpoint
ALTER TABLE delivery_tallies FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- The state, the name of the reason, and of what the server said an enhanced status code (RFC 3463), else an SMTP reply
-- code, else the provider's own word in front of its message.
CREATE FUNCTION reason_key(state text, reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT state || ':' || coalesce(split_part(reason, ':', 1), '') || ':' || coalesce(
    CASE WHEN position(':' IN reason) > 0 THEN coalesce(
      substring(substring(reason FROM position(':' IN reason) + 1) FROM '\m[245]\.[0-9]{1,3}\.[0-9]{1,3}\M'),
      substring(substring(reason FROM position(':' IN reason) + 1) FROM '\m[45][0-9][0-9]\M'),
      substring(substring(reason FROM position(':' IN reason) + 1) FROM '^ *([A-Za-z]+) / ')) END, '')
$$;
--> statement-breakpoint
CREATE FUNCTION is_in_log(r recipients, wanted_view text, wanted_domain text, wanted_reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT CASE wanted_view
      WHEN 'all' THEN true
      WHEN 'missed' THEN r.state IN ('failed', 'bounced', 'unknown', 'suppressed', 'cancelled')
      WHEN 'opened' THEN r.opened_at IS NOT NULL
      WHEN 'clicked' THEN r.clicked_at IS NOT NULL
      WHEN 'complained' THEN r.complained_at IS NOT NULL
      WHEN 'unsubscribed' THEN r.unsubscribed_at IS NOT NULL
      ELSE r.state = wanted_view END
    AND (wanted_domain IS NULL OR lower(right(r.email, length(wanted_domain) + 1)) = '@' || wanted_domain)
    AND (wanted_reason IS NULL OR public.reason_key(r.state, r.reason) = wanted_reason)
$$;
--> statement-breakpoint
-- One page of a delivery's log in its fixed order, from behind a place on. Candidates come from a cursor in that order, as
-- ranges of addresses within a batch, and are read once they promise to fill the page: of a delivery that rests, those
-- that its slices list; otherwise the batches whose counters tell of somebody. A domain never changes, so that its
-- slices are right at any time. Whoever is looked for is compared at the end, whatever led there.
CREATE FUNCTION read_log(tenant uuid, delivery uuid, wanted_view text, wanted_domain text, wanted_reason text,
  after_batch integer, after_address uuid, most integer) RETURNS SETOF recipients
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  slice_size CONSTANT integer := 25;
  lowest CONSTANT uuid := '00000000-0000-0000-0000-000000000000';
  highest CONSTANT uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  first_slice CONSTANT integer := greatest(after_batch - 1, 0) / slice_size;
  -- All recipients need no tallies, those who have unsubscribed have an index, and a reason says the state as well.
  view_key CONSTANT text := CASE WHEN wanted_reason IS NULL AND wanted_view NOT IN ('all', 'unsubscribed') THEN wanted_view END;
  counted integer;
  slices integer;
  is_resting boolean;
  lead_kind text;
  lead_key text;
  source refcursor;
  candidate record;
  is_end boolean;
  batch_nos integer[] := '{}';
  lows uuid[] := '{}';
  highs uuid[] := '{}';
  promised integer := 0;
  lacking integer := most;
  found_rows integer;
BEGIN
  IF num_nonnulls(wanted_domain, wanted_reason, view_key) > 0 THEN
    SELECT (SELECT count(*) FROM public.delivery_tallies t
        WHERE t.tenant_id = tenant AND t.delivery_id = delivery AND t.kind = 'view' AND t.key = 'all'),
      (SELECT (max(b.batch_no) - 1) / slice_size + 1 FROM public.batches b
        WHERE b.tenant_id = tenant AND b.delivery_id = delivery),
      EXISTS (SELECT FROM public.delivery_totals t WHERE t.tenant_id = tenant AND t.delivery_id = delivery)
    INTO counted, slices, is_resting;
  END IF;
  IF counted > 0 AND (is_resting OR wanted_domain IS NOT NULL) THEN
    IF NOT is_resting OR num_nonnulls(wanted_reason, view_key) = 0 THEN
      lead_kind := 'domain';
      lead_key := wanted_domain;
    ELSIF num_nonnulls(wanted_domain, wanted_reason, view_key) = 1 THEN
      lead_kind := CASE WHEN view_key IS NULL THEN 'reason' ELSE 'view' END;
      lead_key := coalesce(wanted_reason, view_key);
    ELSE
      SELECT k.kind, k.key INTO lead_kind, lead_key
      FROM (VALUES ('domain', wanted_domain), ('reason', wanted_reason), ('view', view_key)) AS k(kind, key)
      WHERE k.key IS NOT NULL
      ORDER BY coalesce((SELECT sum(t.audience) FROM public.delivery_tallies t
        WHERE t.tenant_id = tenant AND t.delivery_id = delivery AND t.kind = k.kind AND t.key = k.key), 0)
      LIMIT 1;
    END IF;
  END IF;

  IF wanted_view = 'unsubscribed' THEN
    OPEN source FOR
    SELECT NULL::integer AS slice_no, ARRAY[r.batch_no] AS batch_nos, ARRAY[r.address_id] AS address_ids, 1 AS promised
    FROM public.recipients r
    WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.unsubscribed_at IS NOT NULL
      AND (r.batch_no, r.address_id) > (after_batch, after_address)
    ORDER BY r.batch_no, r.address_id;
  ELSIF lead_key IS NOT NULL AND counted = slices THEN
    OPEN source FOR
    SELECT t.slice_no, t.batch_nos, t.address_ids, t.audience AS promised FROM public.delivery_tallies t
    WHERE t.tenant_id = tenant AND t.delivery_id = delivery AND t.kind = lead_kind AND t.key = lead_key
      AND t.slice_no >= first_slice
    ORDER BY t.slice_no;
  ELSIF lead_key IS NOT NULL THEN
    OPEN source FOR
    SELECT t.slice_no, t.batch_nos, t.address_ids, t.audience AS promised FROM public.delivery_tallies t
    WHERE t.tenant_id = tenant AND t.delivery_id = delivery AND t.kind = lead_kind AND t.key = lead_key
      AND t.slice_no >= first_slice
    UNION ALL
    SELECT u.slice_no, NULL, NULL, 0 FROM (
      SELECT generate_series(first_slice, slices - 1) AS slice_no
      EXCEPT
      SELECT t.slice_no FROM public.delivery_tallies t
      WHERE t.tenant_id = tenant AND t.delivery_id = delivery AND t.kind = 'view' AND t.key = 'all'
    ) u
    ORDER BY slice_no;
  ELSE
    OPEN source FOR
    SELECT NULL::integer AS slice_no, ARRAY[b.batch_no] AS batch_nos, NULL::uuid[] AS address_ids, b.promised
    FROM (
      SELECT b.batch_no, CASE wanted_view
        WHEN 'all' THEN b.audience
        WHEN 'missed' THEN b.failed + b.bounced + b.unknown + b.suppressed + b.cancelled
        WHEN 'queued' THEN b.queued
        WHEN 'sending' THEN b.sending
        WHEN 'accepted' THEN b.accepted
        WHEN 'delivered' THEN b.delivered
        WHEN 'bounced' THEN b.bounced
        WHEN 'failed' THEN b.failed
        WHEN 'suppressed' THEN b.suppressed
        WHEN 'cancelled' THEN b.cancelled
        WHEN 'unknown' THEN b.unknown
        WHEN 'opened' THEN b.opened
        WHEN 'clicked' THEN b.clicked
        WHEN 'complained' THEN b.complained END AS promised
      FROM public.batches b
      WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no >= after_batch
    ) b
    WHERE b.promised > 0
    ORDER BY b.batch_no;
  END IF;

  LOOP
    FETCH source INTO candidate;
    is_end := NOT FOUND;
    IF NOT is_end THEN
      IF candidate.batch_nos IS NULL THEN
        candidate.batch_nos := ARRAY(
          SELECT generate_series(greatest(candidate.slice_no * slice_size + 1, after_batch), (candidate.slice_no + 1) * slice_size));
      END IF;
      batch_nos := batch_nos || candidate.batch_nos;
      lows := lows || coalesce(candidate.address_ids, array_fill(lowest, ARRAY[cardinality(candidate.batch_nos)]));
      highs := highs || coalesce(candidate.address_ids, array_fill(highest, ARRAY[cardinality(candidate.batch_nos)]));
      -- The part behind the place is not known.
      IF candidate.batch_nos[1] > after_batch THEN promised := promised + candidate.promised; END IF;
    END IF;
    CONTINUE WHEN NOT is_end AND promised < lacking AND cardinality(batch_nos) < 200;
    RETURN QUERY
    SELECT r.* FROM unnest(batch_nos, lows, highs) WITH ORDINALITY AS c(batch_no, low, high, place)
    JOIN public.recipients r ON r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = c.batch_no
      AND r.address_id >= c.low AND r.address_id <= c.high
    WHERE (c.batch_no, c.high) > (after_batch, after_address) AND (r.batch_no, r.address_id) > (after_batch, after_address)
      AND public.is_in_log(r, wanted_view, wanted_domain, wanted_reason)
    ORDER BY c.place, r.address_id LIMIT lacking;
    GET DIAGNOSTICS found_rows = ROW_COUNT;
    lacking := lacking - found_rows;
    EXIT WHEN is_end OR lacking = 0;
    batch_nos := '{}';
    lows := '{}';
    highs := '{}';
    promised := 0;
  END LOOP;
  CLOSE source;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION reason_key(text, text), is_in_log(recipients, text, text, text),
  read_log(uuid, uuid, text, text, text, integer, uuid, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION reason_key(text, text), is_in_log(recipients, text, text, text),
  read_log(uuid, uuid, text, text, text, integer, uuid, integer) TO ecai_app;
