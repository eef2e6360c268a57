-- Opens that may have been made by a machine alone: a mail program's proxy that fetches pictures before anybody reads.
ALTER TABLE recipients ADD COLUMN opened_automatically boolean NOT NULL DEFAULT false;
--> statement-breakpoint
ALTER TABLE batches ADD COLUMN opened_automatically integer NOT NULL DEFAULT 0;
--> statement-breakpoint
ALTER TABLE delivery_totals ADD COLUMN opened_automatically integer NOT NULL DEFAULT 0;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION recount_batches(tenant uuid, delivery uuid, batch_nos integer[],
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
      count(r.opened_at) AS opened,
      count(*) FILTER (WHERE r.opened_automatically) AS opened_automatically, count(r.clicked_at) AS clicked, count(r.complained_at) AS complained
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
    opened = c.opened, opened_automatically = c.opened_automatically, clicked = c.clicked, complained = c.complained, updated_at = now(),
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
