-- Of batches that are still to be sent. One of all batches, with the number behind the time, also answers "this batch" by
-- skipping from time to time: without statistics the foreign key's check of each recipient read by it, slower with every
-- chunk of preparation.
DROP INDEX batches_claim;
--> statement-breakpoint
CREATE INDEX batches_claim ON batches (tenant_id, delivery_id, state, run_at, batch_no) WHERE state IN ('queued', 'sending');
--> statement-breakpoint
-- From the few trap addresses to the recipients: the planner does not know yet how many of these were just prepared, and
-- would look at each of them.
CREATE OR REPLACE FUNCTION find_traps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  caught integer;
  finding uuid;
BEGIN
  WITH known AS MATERIALIZED (
    SELECT a.id FROM public.trap_addresses t
    CROSS JOIN LATERAL (
      SELECT p.id FROM public.addresses p WHERE p.tenant_id = NEW.tenant_id AND p.email = t.email OFFSET 0) a
    WHERE NOT EXISTS (SELECT FROM public.suppressions s WHERE s.tenant_id = NEW.tenant_id AND s.email = t.email)
  )
  SELECT count(*) INTO caught FROM known k
  CROSS JOIN LATERAL (
    SELECT q.delivery_id, q.state FROM public.recipients q
    WHERE q.tenant_id = NEW.tenant_id AND q.address_id = k.id OFFSET 0) r
  WHERE r.delivery_id = NEW.id AND r.state = 'queued';
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
-- Takes due batches of the delivery, and those whose worker vanished, for the time of a lease. Where the transport
-- recognises a repeat, a lost set is repeated as it was, also with those whose events have come: its key demands the same
-- payload. Otherwise, or once the provider may have forgotten the key, nobody can tell whether its messages went out.
-- A batch's recipients are an array of [address, e-mail, merge values] in JSON, always in the same order.
CREATE OR REPLACE FUNCTION claim_batches(tenant uuid, delivery uuid, most integer, set_size integer, is_repeatable boolean,
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
  late_nos integer[];
  late_ids uuid[];
  late_reasons text[];
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

  -- From the recipients to the list of those who are not to be mailed: that list may be longer than any batch. On its own,
  -- so that no plan finds them once for each recipient of a delivery that nobody has counted yet.
  SELECT array_agg(q.batch_no), array_agg(q.address_id), array_agg(s.reason) INTO late_nos, late_ids, late_reasons
  FROM public.recipients q
  CROSS JOIN LATERAL (
    SELECT p.reason FROM public.suppressions p WHERE p.tenant_id = tenant AND p.email = q.email OFFSET 0) s
  WHERE q.tenant_id = tenant AND q.delivery_id = delivery AND q.batch_no = ANY (fresh) AND q.state = 'queued';
  IF late_nos IS NOT NULL THEN
    UPDATE public.recipients r SET state = 'suppressed', reason = late.reason, updated_at = now()
    FROM unnest(late_nos, late_ids, late_reasons) AS late(batch_no, address_id, reason)
    WHERE r.tenant_id = tenant AND r.delivery_id = delivery AND r.batch_no = late.batch_no
      AND r.address_id = late.address_id;
  END IF;

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
