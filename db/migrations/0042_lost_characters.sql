-- What becomes of characters that each company made for itself (外字): the row is refused, or 〓 stands in for them.
ALTER TABLE imports ADD COLUMN lost_characters text NOT NULL DEFAULT 'refuse',
  ADD CONSTRAINT imports_lost_characters_check CHECK (lost_characters IN ('refuse', 'replace'));
