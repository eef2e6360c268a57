-- As for addresses in 0037: what a limited caller may see is asked of functions, in a shape that the planner takes to
-- hold for nearly every row, so that nobody's plans are kept from parallel workers. What limited callers may see stays
-- exactly the same.
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
-- True for the e-mail address of an address that has one of the tags that the caller is limited to, else null.
CREATE FUNCTION has_scope_email(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE COST 1 SET search_path = pg_catalog, pg_temp
AS $$
  SELECT true FROM public.addresses a
  JOIN public.address_tags t ON t.tenant_id = a.tenant_id AND t.address_id = a.id
  WHERE a.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid AND a.email = wanted
    AND t.tag_id = ANY (nullif(current_setting('app.tag_scope', true), '')::uuid[])
  LIMIT 1
$$;
--> statement-breakpoint
ALTER FUNCTION has_scope_email(text) OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION has_scope_email(text) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION has_scope_email(text) TO ecai_app;
--> statement-breakpoint
DO $$
DECLARE
  unlimited constant text := '(SELECT coalesce(current_setting(''app.tag_scope'', true), '''') = '''')';
  rule record;
  command text;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    ('suppressions', 'select,insert,update,delete', 'has_scope_email(email) IS NOT NULL'),
    ('provider_events', 'select,update,delete', 'has_scope_tag(address_id) IS NOT NULL')
  ) AS rules (name, commands, condition)
  LOOP
    FOREACH command IN ARRAY string_to_array(rule.commands, ',') LOOP
      EXECUTE format('ALTER POLICY %I ON %I %s (%s OR %s)', rule.name || '_scope_' || command, rule.name,
        CASE command WHEN 'insert' THEN 'WITH CHECK' ELSE 'USING' END, unlimited, rule.condition);
    END LOOP;
  END LOOP;
END $$;
