-- A restore replays erasures while the foreign keys are lifted: what they would take along is named here.
CREATE OR REPLACE FUNCTION erase_people(tenant uuid, ids uuid[], emails text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  people uuid[];
BEGIN
  -- Addresses first, as imports and undos lock them.
  PERFORM FROM public.addresses a
  WHERE a.tenant_id = tenant AND (a.id = ANY (ids) OR a.email = ANY (emails COLLATE "C")) ORDER BY a.id FOR UPDATE;
  SELECT array_agg(known.id) INTO people FROM (
    SELECT unnest(ids) AS id
    UNION SELECT a.id FROM public.addresses a WHERE a.tenant_id = tenant AND a.email = ANY (emails COLLATE "C")
    UNION SELECT r.address_id FROM public.recipients r WHERE r.tenant_id = tenant AND r.email = ANY (emails COLLATE "C")
    UNION SELECT u.address_id FROM public.utility_changes u
      WHERE u.tenant_id = tenant AND u.before ->> 'email' = ANY (emails)
  ) known;
  UPDATE public.provider_events e SET payload = public.without_person(e.payload)
  FROM public.recipients r
  WHERE r.tenant_id = tenant AND (r.address_id = ANY (ids) OR r.email = ANY (emails COLLATE "C"))
    AND e.tenant_id = tenant AND e.delivery_id = r.delivery_id AND e.batch_no = r.batch_no
    AND e.address_id = r.address_id;
  UPDATE public.recipients r
  SET email = 'erased@erased.invalid', merge = '{}', message_id = NULL, reason = split_part(r.reason, ':', 1)
  WHERE r.tenant_id = tenant AND (r.address_id = ANY (ids) OR r.email = ANY (emails COLLATE "C"));
  DELETE FROM public.utility_changes u WHERE u.tenant_id = tenant AND u.address_id = ANY (people);
  DELETE FROM public.suppressions s WHERE s.tenant_id = tenant AND s.email = ANY (emails COLLATE "C");
  DELETE FROM public.signup_requests r WHERE r.tenant_id = tenant AND r.email = ANY (emails COLLATE "C");
  DELETE FROM public.address_tags l WHERE l.tenant_id = tenant AND l.address_id = ANY (people);
  DELETE FROM public.address_hours h WHERE h.tenant_id = tenant AND h.address_id = ANY (people);
  DELETE FROM public.addresses a
  WHERE a.tenant_id = tenant AND (a.id = ANY (ids) OR a.email = ANY (emails COLLATE "C"));
  PERFORM public.erase_from_imports(tenant, people, emails);
END $$;
