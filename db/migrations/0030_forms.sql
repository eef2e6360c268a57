ALTER TABLE tags
  ADD COLUMN is_choosable boolean DEFAULT false NOT NULL,
  ADD COLUMN public_name text DEFAULT '' NOT NULL,
  ADD COLUMN public_description text DEFAULT '' NOT NULL,
  ADD CONSTRAINT tags_choosable_check CHECK (not is_choosable or public_name <> '');
--> statement-breakpoint
CREATE INDEX tags_choosable ON tags (tenant_id, public_name, id) WHERE is_choosable;
--> statement-breakpoint
ALTER TABLE suppressions
  ADD COLUMN cause text,
  ADD COLUMN comment text DEFAULT '' NOT NULL,
  ADD CONSTRAINT suppressions_cause_check
    CHECK (cause in ('too_many', 'not_relevant', 'not_requested', 'other_address', 'other'));
