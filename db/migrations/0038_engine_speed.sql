-- Room for a whole batch's next version in its own pages: 100 neighbours change in one transaction, and a version that
-- finds no room costs an entry in every index.
ALTER TABLE recipients SET (fillfactor = 45);
--> statement-breakpoint
-- A chunk's batches are all due at the same moment: without their number each claim would sort all that are left.
DROP INDEX batches_claim;
--> statement-breakpoint
CREATE INDEX batches_claim ON batches (tenant_id, delivery_id, state, run_at, batch_no);
--> statement-breakpoint
-- Counts the batches' recipients anew and derives the batches' states. The caller holds the batches' row locks: whoever
-- changes a recipient takes its batch first, so the ledger balances at every commit. A batch whose lease is the one given
-- at its place is handed back: only when all that is left of it was put off by the server does it wait (milliseconds),
-- and that is an attempt.
CREATE FUNCTION recount_batches(tenant uuid, delivery uuid, batch_nos integer[],
  leases text[] DEFAULT '{}', waits double precision[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  -- Materialised: without statistics the planner would count all recipients once for each batch.
  WITH counts AS MATERIALIZED (
    SELECT r.batch_no,
      count(*) FILTER (WHERE r.state = 'queued') AS queued,
      count(*) FILTER (WHERE r.state = 'queued' AND r.reason IS NOT NULL) AS put_off,
      count(*) FILTER (WHERE r.state = 'sending') AS sending,
      count(*) FILTER (WHERE r.state = 'accepted') AS accepted,
      count(*) FILTER (WHERE r.state = 'delivered') AS delivered,
      count(*) FILTER (WHERE r.state = 'bounced') AS bounced,
      count(*) FILTER (WHERE r.state = 'failed') AS failed,
      count(*) FILTER (WHERE r.state = 'suppressed') AS suppressed,
      count(*) FILTER (WHERE r.state = 'cancelled') AS cancelled,
      count(*) FILTER (WHERE r.state = 'unknown') AS unknown,
      count(r.opened_at) AS opened, count(r.clicked_at) AS clicked, count(r.complained_at) AS complained
    FROM public.recipients r
    WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = ANY (batch_nos)
    GROUP BY r.batch_no
  ), returned AS MATERIALIZED (
    SELECT c.*, coalesce(b.leased_by = g.lease, false) AS is_back, c.queued > 0 AND c.put_off = c.queued AS waits, g.wait
    FROM counts c
    JOIN public.batches b ON b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = c.batch_no
    LEFT JOIN unnest(CASE WHEN leases = '{}' THEN '{}' ELSE batch_nos END, leases, waits) AS g(batch_no, lease, wait)
      ON g.batch_no = c.batch_no
  )
  UPDATE public.batches b SET queued = c.queued, sending = c.sending, accepted = c.accepted, delivered = c.delivered,
    bounced = c.bounced, failed = c.failed, suppressed = c.suppressed, cancelled = c.cancelled, unknown = c.unknown,
    opened = c.opened, clicked = c.clicked, complained = c.complained, updated_at = now(),
    state = CASE WHEN c.queued + c.sending = 0 THEN CASE WHEN c.cancelled > 0 THEN 'cancelled' ELSE 'done' END
      WHEN c.is_back OR b.leased_by IS NULL THEN 'queued' ELSE 'sending' END,
    leased_by = CASE WHEN c.is_back THEN NULL ELSE b.leased_by END,
    leased_until = CASE WHEN c.is_back THEN NULL ELSE b.leased_until END,
    attempts = b.attempts + (c.is_back AND c.waits)::integer,
    run_at = CASE WHEN c.is_back THEN clock_timestamp()
      + CASE WHEN c.waits THEN c.wait ELSE 0 END * interval '1 millisecond' ELSE b.run_at END
  FROM returned c
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = c.batch_no;
END $$;
--> statement-breakpoint
-- Takes due batches of the delivery, and those whose worker vanished, for the time of a lease. Where the transport
-- recognises a repeat, a lost set is repeated as it was, also with those whose events have come: its key demands the same
-- payload. Otherwise, or once the provider may have forgotten the key, nobody can tell whether its messages went out.
-- A batch's recipients are an array of [address, e-mail, merge values] in JSON, always in the same order.
CREATE FUNCTION claim_batches(tenant uuid, delivery uuid, most integer, set_size integer, is_repeatable boolean,
  key_hours integer, lease text, lease_seconds double precision)
RETURNS TABLE (batch_no integer, attempt_set smallint, attempts smallint, is_repeat boolean, recipients text)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  taken integer[];
  due integer[];
  fresh integer[];
  is_ranked boolean;
BEGIN
  PERFORM FROM public.deliveries d
  WHERE d.tenant_id = tenant AND d.id = delivery AND d.state = 'sending' AND NOT EXISTS (
    SELECT FROM public.sending_brakes s WHERE s.tenant_id = tenant AND s.released_at IS NULL);
  IF NOT FOUND THEN RETURN; END IF;

  SELECT coalesce(array_agg(l.batch_no), '{}') INTO taken FROM (
    SELECT b.batch_no FROM public.batches b
    WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.state = 'sending' AND b.leased_until < now()
    LIMIT most FOR UPDATE SKIP LOCKED) l;
  SELECT coalesce(array_agg(q.batch_no), '{}') INTO due FROM (
    SELECT b.batch_no FROM public.batches b
    WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.state = 'queued' AND b.run_at <= now()
    ORDER BY b.run_at, b.batch_no LIMIT most - cardinality(taken) FOR UPDATE SKIP LOCKED) q;
  taken := taken || due;
  IF cardinality(taken) = 0 THEN RETURN; END IF;

  SELECT coalesce(array_agg(b.batch_no), '{}'), coalesce(bool_or(b.queued > set_size), false) INTO fresh, is_ranked
  FROM public.batches b
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (taken)
    AND (b.sending = 0 OR NOT is_repeatable OR EXISTS (
      SELECT FROM public.recipients r
      WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = b.batch_no AND r.state = 'sending'
        AND r.updated_at < now() - key_hours * interval '1 hour'));

  UPDATE public.batches b SET state = 'sending', leased_by = lease,
    leased_until = now() + lease_seconds * interval '1 second'
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (taken);

  UPDATE public.recipients r SET state = 'unknown', reason = 'interrupted', updated_at = now()
  FROM public.batches b
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (fresh) AND b.sending > 0
    AND r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = b.batch_no AND r.state = 'sending';

  -- A batch that goes in parts gets a key of its own for each: a known key with other recipients would be refused.
  UPDATE public.batches b SET attempt_set = b.attempt_set + 1
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (fresh)
    AND b.audience > b.queued + b.suppressed + b.cancelled AND EXISTS (
      SELECT FROM public.recipients r
      WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = b.batch_no
        AND r.attempt_set = b.attempt_set AND r.state NOT IN ('queued', 'suppressed', 'cancelled'));

  -- From the recipients to the list of those who are not to be mailed: that list may be longer than any batch.
  UPDATE public.recipients r SET state = 'suppressed', reason = late.reason, updated_at = now()
  FROM (
    SELECT q.batch_no, q.address_id, s.reason
    FROM public.recipients q
    CROSS JOIN LATERAL (
      SELECT p.reason FROM public.suppressions p WHERE p.tenant_id = tenant AND p.email = q.email OFFSET 0) s
    WHERE q.tenant_id = tenant AND q.delivery_id = delivery AND q.batch_no = ANY (fresh) AND q.state = 'queued'
    OFFSET 0
  ) late
  WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = late.batch_no AND r.address_id = late.address_id;

  IF is_ranked THEN
    UPDATE public.recipients r SET state = 'sending', reason = NULL, attempt_set = next.attempt_set, updated_at = now()
    FROM (
      SELECT q.batch_no, q.address_id, b.attempt_set,
        row_number() OVER (PARTITION BY q.batch_no ORDER BY (q.reason IS NOT NULL), q.address_id) AS place
      FROM public.batches b
      JOIN public.recipients q ON q.tenant_id = tenant AND q.delivery_id = delivery AND q.batch_no = b.batch_no
      WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (fresh) AND q.state = 'queued'
    ) next
    WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = next.batch_no
      AND r.address_id = next.address_id AND next.place <= set_size;
  ELSE
    UPDATE public.recipients r SET state = 'sending', reason = NULL, attempt_set = b.attempt_set, updated_at = now()
    FROM public.batches b
    WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (fresh)
      AND r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = b.batch_no AND r.state = 'queued';
  END IF;

  PERFORM public.recount_batches(tenant, delivery, taken);

  RETURN QUERY
  SELECT b.batch_no, b.attempt_set, b.attempts, b.batch_no <> ALL (fresh), s.recipients
  FROM public.batches b
  CROSS JOIN LATERAL (
    SELECT '[' || string_agg('["' || r.address_id || '",' || to_json(r.email::text) || ',' || r.merge::text || ']', ',' ORDER BY r.address_id) || ']' AS recipients
    FROM public.recipients r
    WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = b.batch_no
      AND r.attempt_set = b.attempt_set
      AND CASE WHEN is_repeatable THEN r.state NOT IN ('queued', 'suppressed', 'cancelled') ELSE r.state = 'sending' END
  ) s
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (taken) AND b.sending > 0
    AND s.recipients IS NOT NULL
  ORDER BY b.run_at, b.batch_no;
END $$;
--> statement-breakpoint
-- Writes the outcomes of several sets of one delivery and hands their batches back. A recipient that an event has already
-- moved on stays there; without effect on a batch whose lease belongs to somebody else. Tells whether the delivery is
-- still to be sent.
CREATE FUNCTION record_outcomes(tenant uuid, delivery uuid, batch_nos integer[], attempt_sets integer[], leases text[],
  waits double precision[], outcomes jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  PERFORM FROM public.batches b
  WHERE b.tenant_id = tenant AND b.delivery_id = delivery AND b.batch_no = ANY (batch_nos)
  ORDER BY b.batch_no FOR UPDATE;

  -- Materialised: behind row-level security only plain columns reach the index.
  WITH o AS MATERIALIZED (
    SELECT batch_nos[(e ->> 0)::integer] AS batch_no, attempt_sets[(e ->> 0)::integer] AS attempt_set,
      (e ->> 1)::uuid AS address_id, e ->> 2 AS state, e ->> 3 AS reason, e ->> 4 AS message_id
    FROM jsonb_array_elements(outcomes) AS e
  )
  UPDATE public.recipients r SET state = o.state, reason = o.reason, message_id = coalesce(o.message_id, r.message_id),
    accepted_at = CASE WHEN o.state = 'accepted' THEN now() ELSE r.accepted_at END, updated_at = now()
  FROM o
  WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = o.batch_no AND r.address_id = o.address_id
    AND r.attempt_set = o.attempt_set AND r.state IN ('sending', 'unknown');

  PERFORM public.recount_batches(tenant, delivery, batch_nos, leases, waits);

  RETURN EXISTS (
    SELECT FROM public.deliveries d
    WHERE d.tenant_id = tenant AND d.id = delivery AND d.state = 'sending' AND NOT EXISTS (
      SELECT FROM public.sending_brakes s WHERE s.tenant_id = tenant AND s.released_at IS NULL));
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION recount_batches(uuid, uuid, integer[], text[], double precision[]),
  claim_batches(uuid, uuid, integer, integer, boolean, integer, text, double precision),
  record_outcomes(uuid, uuid, integer[], integer[], text[], double precision[], jsonb) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION recount_batches(uuid, uuid, integer[], text[], double precision[]),
  claim_batches(uuid, uuid, integer, integer, boolean, integer, text, double precision),
  record_outcomes(uuid, uuid, integer[], integer[], text[], double precision[], jsonb) TO ecai_app;
--> statement-breakpoint
-- Whether the customer's mails have to be counted: an hourly limit, the first days of a new customer, an unpaid invoice.
-- Most customers have none of them, and a new customer's limit has grown out after so many days in Japan.
CREATE FUNCTION is_sending_limited(tenant uuid, default_ramp_days integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM public.tenant_limits l WHERE l.tenant_id = tenant AND l.mails_per_hour IS NOT NULL)
    OR EXISTS (SELECT FROM public.billing_accounts b WHERE b.tenant_id = tenant AND b.stopped_at IS NOT NULL)
    OR EXISTS (
      SELECT FROM public.sending_ramps r
      WHERE r.tenant_id = tenant AND r.lifted_at IS NULL
        AND (now() AT TIME ZONE 'Asia/Tokyo')::date - (r.started_at AT TIME ZONE 'Asia/Tokyo')::date < coalesce(
          (SELECT (s.value ->> 'days')::integer FROM public.service_settings s WHERE s.key = 'ramp_up'), default_ramp_days))
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION is_sending_limited(uuid, integer) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION is_sending_limited(uuid, integer) TO ecai_app;
