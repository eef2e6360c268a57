-- Lists sort by plain DESC, which an index with NULLS LAST never serves; a plain index is read backwards.
DROP INDEX addresses_created;
--> statement-breakpoint
CREATE INDEX addresses_created ON addresses (tenant_id, created_at, id);
--> statement-breakpoint
DROP INDEX suppressions_created;
--> statement-breakpoint
CREATE INDEX suppressions_created ON suppressions (tenant_id, created_at, email);
--> statement-breakpoint
-- Who opened or clicked lately: most recipients never do, so the indexes stay small.
CREATE INDEX recipients_opened ON recipients (tenant_id, opened_at, address_id) WHERE opened_at IS NOT NULL;
--> statement-breakpoint
CREATE INDEX recipients_clicked ON recipients (tenant_id, clicked_at, address_id) WHERE clicked_at IS NOT NULL;
