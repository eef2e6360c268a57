ALTER TABLE worker_heartbeats ADD COLUMN queue_workers text[] NOT NULL DEFAULT '{}'::text[];
