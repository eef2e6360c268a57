-- The daily run looks across tenants: it learns ids only, and of each whether its newest link is anchored.
CREATE FUNCTION audited_tenants() RETURNS TABLE (tenant_id uuid, is_anchored boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  SELECT h.tenant_id, EXISTS (
    SELECT FROM public.audit_anchors a WHERE a.tenant_id = h.tenant_id AND a.seq = h.seq)
  FROM public.audit_heads h ORDER BY h.tenant_id
$$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO ecai_definer;
--> statement-breakpoint
ALTER FUNCTION audited_tenants() OWNER TO ecai_definer;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM ecai_definer;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audited_tenants() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION audited_tenants() TO ecai_app;
