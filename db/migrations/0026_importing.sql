ALTER TABLE imports
  ADD COLUMN empty_cells text DEFAULT 'keep' NOT NULL,
  ADD COLUMN tag_mode text DEFAULT 'add' NOT NULL,
  ADD COLUMN consent jsonb,
  ADD COLUMN check_result jsonb,
  ADD COLUMN started_at timestamp (6) with time zone,
  ADD COLUMN undo_done integer DEFAULT 0 NOT NULL,
  ADD COLUMN undo_kept integer DEFAULT 0 NOT NULL,
  ADD COLUMN undone_by uuid,
  ADD COLUMN undone_at timestamp (6) with time zone,
  DROP CONSTRAINT imports_state_check,
  ADD CONSTRAINT imports_state_check CHECK (state in ('uploaded', 'checking', 'checked', 'queued', 'running', 'finished', 'failed', 'cancelled', 'undoing', 'undone')),
  ADD CONSTRAINT imports_empty_cells_check CHECK (empty_cells in ('keep', 'clear')),
  ADD CONSTRAINT imports_tag_mode_check CHECK (tag_mode in ('add', 'replace'));
--> statement-breakpoint
-- Where, when and to which words a recipient agreed (特定電子メール法施行規則 4 条), and the import that added the address.
-- The import is a mark without a foreign key: the check would cost more than the insert itself.
ALTER TABLE addresses
  ADD COLUMN consent_source text,
  ADD COLUMN consent_at timestamp (6) with time zone,
  ADD COLUMN consent_wording text,
  ADD COLUMN import_id uuid,
  ADD CONSTRAINT addresses_consent_check CHECK (consent_at IS NULL OR consent_source IS NOT NULL);
--> statement-breakpoint
-- The earlier values of what an import changed, to take it back by. Added addresses carry the import's mark instead.
CREATE TABLE import_changes (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  import_id uuid NOT NULL,
  address_id uuid NOT NULL,
  old_name text,
  new_name text,
  old_attributes jsonb DEFAULT '{}' NOT NULL,
  new_attributes jsonb DEFAULT '{}' NOT NULL,
  old_consent jsonb,
  new_consent jsonb,
  added_tags uuid[] DEFAULT '{}' NOT NULL,
  removed_tags uuid[] DEFAULT '{}' NOT NULL,
  kept text[],
  created_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT import_changes_tenant_id_import_id_address_id_pk PRIMARY KEY (tenant_id, import_id, address_id),
  CONSTRAINT import_changes_tenant_id_import_id_imports_tenant_id_id_fk FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id) ON DELETE CASCADE
);
--> statement-breakpoint
-- What the columns of a file became the last time, found again by the set of its headers.
CREATE TABLE import_mappings (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  header_hash text NOT NULL,
  choices jsonb NOT NULL,
  mode text NOT NULL,
  empty_cells text NOT NULL,
  tag_mode text NOT NULL,
  updated_at timestamp (6) with time zone DEFAULT now() NOT NULL,
  CONSTRAINT import_mappings_tenant_id_header_hash_pk PRIMARY KEY (tenant_id, header_hash),
  CONSTRAINT import_mappings_mode_check CHECK (mode in ('upsert', 'insert', 'update')),
  CONSTRAINT import_mappings_empty_cells_check CHECK (empty_cells in ('keep', 'clear')),
  CONSTRAINT import_mappings_tag_mode_check CHECK (tag_mode in ('add', 'replace'))
);
--> statement-breakpoint
DO $$
DECLARE
  name text;
  command text;
  own text := 'tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
  unlimited text := '(SELECT coalesce(current_setting(''app.tag_scope'', true), '''') = '''')';
  visible text := 'EXISTS (SELECT FROM imports i WHERE i.tenant_id = import_changes.tenant_id AND i.id = import_changes.import_id)';
BEGIN
  FOREACH name IN ARRAY ARRAY['import_changes', 'import_mappings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO ecai_app USING (%s)', name || '_select', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO ecai_app WITH CHECK (%s)', name || '_insert', name, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO ecai_app USING (%s) WITH CHECK (%s)', name || '_update', name, own, own);
    EXECUTE format('CREATE POLICY %I ON %I FOR DELETE TO ecai_app USING (%s)', name || '_delete', name, own);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ecai_app', name);
    EXECUTE format('GRANT SELECT ON %I TO ecai_backup', name);
  END LOOP;
  FOREACH command IN ARRAY ARRAY['select', 'insert', 'update', 'delete'] LOOP
    EXECUTE format('CREATE POLICY %I ON import_changes AS RESTRICTIVE FOR %s TO ecai_app %s (%s OR %s)',
      'import_changes_scope_' || command, command,
      CASE command WHEN 'insert' THEN 'WITH CHECK' ELSE 'USING' END, unlimited, visible);
  END LOOP;
END $$;
