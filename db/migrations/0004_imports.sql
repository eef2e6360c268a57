-- What each encoding that was tried would lose of the file, counted while it was uploaded.
ALTER TABLE "imports" ADD COLUMN "losses" jsonb DEFAULT '{}'::jsonb NOT NULL;
