-- The set of a batch that a recipient was last sent in: a worker that takes a batch over repeats exactly that set.
ALTER TABLE recipients ADD COLUMN attempt_set smallint DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE INDEX provider_events_pending ON provider_events (tenant_id, delivery_id) WHERE applied_at IS NULL;
--> statement-breakpoint
-- Room in each page: a recipient's row changes its state several times and none of it is indexed.
ALTER TABLE recipients SET (fillfactor = 60);
--> statement-breakpoint
ALTER TABLE batches SET (fillfactor = 50);
--> statement-breakpoint
-- With the delivery in it, PostgreSQL 18 skip-scans this index for "these batches of a delivery" and reads all its recipients.
DROP INDEX recipients_address;
--> statement-breakpoint
CREATE INDEX recipients_address ON recipients (tenant_id, address_id);
--> statement-breakpoint
-- A large delivery is sent right after it was prepared, long before autovacuum counts its rows; only the owner may ANALYZE.
CREATE FUNCTION refresh_sending_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  ANALYZE public.recipients;
  ANALYZE public.batches;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION refresh_sending_statistics() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION refresh_sending_statistics() TO ecai_app;
