-- Lists sort by plain DESC, which an index with NULLS LAST never serves; a plain index is read backwards.
DROP INDEX deliveries_created;
--> statement-breakpoint
CREATE INDEX deliveries_created ON deliveries (tenant_id, created_at, id);
--> statement-breakpoint
DROP INDEX imports_created;
--> statement-breakpoint
CREATE INDEX imports_created ON imports (tenant_id, created_at, id);
--> statement-breakpoint
-- Everything in a cell that may be an address, spelled as the address book spells it. Without a setting of its own, so
-- that it becomes part of the query that reads a million cells.
CREATE FUNCTION email_words(content text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT rtrim(word, '.') FROM regexp_split_to_table(
    lower(replace(normalize(content, NFKC), '"', '')), '[\s,;:<>()\[\]|]+') AS word
  WHERE strpos(word, '@') > 0
$$;
--> statement-breakpoint
CREATE FUNCTION holds_email(cells text[], emails text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT EXISTS (SELECT FROM unnest(cells) AS cell, public.email_words(cell) AS word
    WHERE cell ~ '[@＠﹫]' AND word = ANY (emails))
$$;
--> statement-breakpoint
-- Files that wait hold rows of people as they were uploaded. One that names somebody is given up: without its rows it
-- cannot run. A running import is not stopped; whom it brings back is stopped by the keyed hash.
CREATE FUNCTION drop_files_naming(tenant uuid, emails text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  files uuid[];
BEGIN
  SELECT array_agg(DISTINCT piece.import_id) INTO files FROM (
    -- Every encoding spells an address in the same bytes, but for zeros in between; a piece may end inside an address.
    SELECT c.import_id, lower(replace(replace(encode(c.data || coalesce((
        SELECT substr(next.data, 1, 1000) FROM public.import_chunks next
        WHERE next.tenant_id = tenant AND next.import_id = c.import_id AND next.chunk_no = c.chunk_no + 1
      ), ''), 'escape'), '\000', ''), '"', '')) AS content
    FROM public.imports i JOIN public.import_chunks c ON c.tenant_id = tenant AND c.import_id = i.id
    WHERE i.tenant_id = tenant AND (i.state IN ('uploaded', 'checking', 'checked', 'queued')
      -- What was left of an upload that broke off.
      OR (i.state = 'failed' AND i.created_at < now() - interval '1 day'))
    OFFSET 0
  ) piece
  WHERE EXISTS (SELECT FROM unnest(emails) AS email WHERE strpos(piece.content, email) > 0);
  UPDATE public.imports i SET state = 'cancelled', finished_at = now(), updated_at = now()
  WHERE i.tenant_id = tenant AND i.id = ANY (files) AND i.state IN ('uploaded', 'checking', 'checked', 'queued');
  DELETE FROM public.import_chunks c USING public.imports i
  WHERE c.tenant_id = tenant AND c.import_id = ANY (files) AND i.tenant_id = tenant AND i.id = c.import_id
    AND i.state IN ('cancelled', 'failed');
END $$;
--> statement-breakpoint
-- Refused rows, samples and earlier values of imports. The values of an address that is gone tell of nobody by its
-- e-mail any more, so they are emptied for everyone, but for those that a utility can still bring back.
CREATE FUNCTION erase_from_imports(tenant uuid, people uuid[], emails text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM public.import_changes c WHERE c.tenant_id = tenant AND c.address_id = ANY (people);
  UPDATE public.import_changes c SET old_name = NULL, new_name = NULL, old_attributes = '{}', new_attributes = '{}',
    old_consent = NULL, new_consent = NULL
  WHERE c.tenant_id = tenant
    AND (c.old_name IS NOT NULL OR c.new_name IS NOT NULL OR c.old_attributes <> '{}' OR c.new_attributes <> '{}'
      OR c.old_consent IS NOT NULL OR c.new_consent IS NOT NULL)
    AND NOT EXISTS (SELECT FROM public.addresses a WHERE a.tenant_id = tenant AND a.id = c.address_id)
    AND NOT EXISTS (SELECT FROM public.utility_changes u WHERE u.tenant_id = tenant AND u.address_id = c.address_id);
  DELETE FROM public.import_errors e WHERE e.tenant_id = tenant AND public.holds_email(e.cells, emails);
  -- Samples of what an encoding loses are pieces of lines that may name anybody; the counts are enough to choose by.
  UPDATE public.imports i SET
    losses = (SELECT coalesce(jsonb_object_agg(key, value || '{"samples": []}'), '{}') FROM jsonb_each(i.losses)),
    preview_rows = coalesce((SELECT jsonb_agg(line ORDER BY place)
      FROM jsonb_array_elements(i.preview_rows) WITH ORDINALITY AS lines (line, place)
      WHERE NOT public.holds_email(ARRAY(SELECT jsonb_array_elements_text(line)), emails)), '[]')
  WHERE i.tenant_id = tenant AND (i.losses @? '$.*.samples[0]'
    OR EXISTS (SELECT FROM jsonb_array_elements(i.preview_rows) AS line
      WHERE public.holds_email(ARRAY(SELECT jsonb_array_elements_text(line)), emails)));
  PERFORM public.drop_files_naming(tenant, emails);
END $$;
--> statement-breakpoint
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
  DELETE FROM public.addresses a
  WHERE a.tenant_id = tenant AND (a.id = ANY (ids) OR a.email = ANY (emails COLLATE "C"));
  PERFORM public.erase_from_imports(tenant, people, emails);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION email_words(text), holds_email(text[], text[]), drop_files_naming(uuid, text[]),
  erase_from_imports(uuid, uuid[], text[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION email_words(text), holds_email(text[], text[]), drop_files_naming(uuid, text[]),
  erase_from_imports(uuid, uuid[], text[]) TO ecai_app;
--> statement-breakpoint
-- The restore of a single customer acts as the keeper, and forgets again whom that customer had erased since.
GRANT EXECUTE ON FUNCTION email_words(text), holds_email(text[], text[]), without_person(jsonb),
  drop_files_naming(uuid, text[]), erase_from_imports(uuid, uuid[], text[]), erase_people(uuid, uuid[], text[])
  TO ecai_keeper;
--> statement-breakpoint
GRANT UPDATE (payload) ON provider_events TO ecai_keeper;
--> statement-breakpoint
GRANT UPDATE (email, merge, message_id, reason) ON recipients TO ecai_keeper;
--> statement-breakpoint
GRANT UPDATE (state, losses, preview_rows, finished_at, updated_at) ON imports TO ecai_keeper;
--> statement-breakpoint
GRANT UPDATE (old_name, new_name, old_attributes, new_attributes, old_consent, new_consent) ON import_changes
  TO ecai_keeper;
--> statement-breakpoint
-- For the locks.
GRANT UPDATE (updated_at) ON addresses TO ecai_keeper;
