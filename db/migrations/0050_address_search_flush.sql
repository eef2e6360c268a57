-- What an import adds to the indexes of the address search is gathered in their pending lists, which every search reads,
-- and goes into the trees at the end of each part: sorted, so that each key is looked up once (PostgreSQL manual, GIN
-- fast update). The owner's rights: only who owns an index may empty its list.
CREATE FUNCTION flush_address_search() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT gin_clean_pending_list('public.addresses_email_trgm'), gin_clean_pending_list('public.addresses_name_trgm');
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION flush_address_search() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION flush_address_search() TO ecai_app;
