-- A link hangs on its tag and its address and a recipient on its batch, each with the tenant in the key: that the tenant
-- exists follows from them, and was looked up once more for each of millions of rows.
ALTER TABLE address_tags DROP CONSTRAINT address_tags_tenant_fk;
--> statement-breakpoint
ALTER TABLE recipients DROP CONSTRAINT recipients_tenant_fk;
